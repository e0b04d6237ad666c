import type { ASTNode, EvaluationError } from '@marcbachmann/cel-js';
import { didYouMean } from '../suggest.ts';
import { ExpressionError } from './expression-error.ts';
import { EXPRESSION_LIMITS } from './limits.ts';
import { SCOPE_NAMES } from './scope.ts';

type CelError = Pick<EvaluationError, 'code' | 'summary' | 'range' | 'node'>;

/** Any error of the evaluator as one sentence in our words. */
export function explain(error: unknown, functions: ReadonlySet<string>): ExpressionError {
  if (ExpressionError.is(error)) return error;
  if (!isCelError(error)) {
    // The evaluator's own slips (a stack overflow, a text too long for the engine) are failures of the expression too.
    return new ExpressionError('The expression cannot be evaluated', { cause: error });
  }
  return new ExpressionError(sentence(error, functions), { range: error.range, cause: error });
}

function isCelError(error: unknown): error is CelError {
  return error instanceof Error && typeof (error as Partial<CelError>).code === 'string' && 'summary' in error;
}

function sentence(error: CelError, functions: ReadonlySet<string>): string {
  switch (error.code) {
    case 'unknown_variable':
      return unknownName(error.summary.replace('Unknown variable: ', ''));
    case 'no_such_key':
      return missingKey(error);
    case 'no_matching_overload':
      return wrongCall(error, functions);
    case 'no_such_overload':
      return wrongOperands(error);
    case 'invalid_logical_operand':
      return `&& and || work on true and false, not on ${plain(error.summary.replace(/^.*got /, ''))}`;
    case 'incompatible_ternary_branches':
      return 'Both results of ? : must have the same type; wrap one in dyn()';
    case 'limit_exceeded':
      return error.summary.includes('maxDepth')
        ? `The expression is nested more than ${EXPRESSION_LIMITS.depth} deep`
        : 'The expression has too many parts';
    default:
      return plain(error.summary);
  }
}

function unknownName(name: string): string {
  if (name === 'item' || name === 'index') return `"${name}" is known inside a map only`;
  if (name === 'memory') return 'memory is not supported by this version';
  if (name === 'secrets') return 'Secrets cannot be read here; name the secret in its own field';
  return `Unknown name "${name}"${didYouMean(name, SCOPE_NAMES)}`;
}

function missingKey(error: CelError): string {
  const key = error.summary.replace('No such key: ', '');
  const node = error.node as ASTNode | undefined;
  const owner = node?.op === '.' || node?.op === '[]' ? node.args[0] : null;
  if (!owner || !node?.input) return error.summary;
  const text = node.input.slice(owner.start, owner.end);
  if (/^nodes\.\w+$/.test(text) && key === 'output') return `${text} has no output: it did not succeed (yet)`;
  return `There is no "${key}" in ${text}`;
}

function wrongCall(error: CelError, functions: ReadonlySet<string>): string {
  const name = /'(?:[^'(]*\.)?(\w+)\(/.exec(error.summary)?.[1] ?? '';
  if (!functions.has(name)) return `Unknown function ${name}()${didYouMean(name, functions)}`;
  const given = plain(/\((.*)\)/.exec(error.summary)?.[1] ?? '');
  return `${name}() cannot be used like this${given ? `, with ${given}` : ''}`;
}

function wrongOperands(error: CelError): string {
  const text = error.summary.replace('no such overload: ', '');
  const binary = /^(.+) (==|!=|<=|>=|<|>|\+|-|\*|\/|%|in) (.+)$/.exec(text);
  if (!binary) return `${text[0] ?? ''} does not work on ${plain(text.slice(1))}`;
  const [, left = '', operator = '', right = ''] = binary;
  const hint = operator === '+' && `${left}${right}`.includes('string') ? '; use string() for the other side' : '';
  return `${operator} does not work between ${plain(left)} and ${plain(right)}${hint}`;
}

const WORDS: readonly [RegExp, string][] = [
  [/dyn<([^<>]*(?:<[^<>]*>)?)>/g, '$1'],
  [/\b(?:list)(?:<[^<>]*(?:<[^<>]*>)?>)?/g, 'list'],
  [/\b(?:map)(?:<[^<>]*(?:<[^<>]*>)?>)/g, 'object'],
  [/google\.protobuf\./g, ''],
  [/\b(?:double|int|uint)\b(?!\()/g, 'number'],
  [/\bstring\b(?!\()/g, 'text'],
  [/\bbool\b(?!\()/g, 'true/false'],
  [/\bdyn\b/g, 'value'],
];

/** The evaluator's type names in the words of the format document. */
function plain(text: string): string {
  return WORDS.reduce((result, [pattern, word]) => result.replace(pattern, word), text.replaceAll("'", ''));
}
