import { Environment, type ParseResult } from '@marcbachmann/cel-js';
import { explain } from './explain.ts';
import { ExpressionError } from './expression-error.ts';
import { EXPRESSION_FUNCTIONS } from './functions.ts';
import { EXPRESSION_LIMITS } from './limits.ts';
import { registerMacros } from './macros.ts';
import { type Reference, referencesIn } from './references.ts';
import { SCOPE_NAMES } from './scope.ts';
import { registerSearches } from './searches.ts';
import { checkSyntax } from './syntax.ts';
import { beginWork } from './work.ts';

export interface CompiledExpression {
  references: readonly Reference[];
  /** Type of the result as far as it is known: `bool`, `string`, `dyn`, … */
  type: string;
  /** Evaluates over values that `toCel` made. Throws ExpressionError only. */
  run(names: Readonly<Record<string, unknown>>): unknown;
}

const environment = createEnvironment();
const functionNames: ReadonlySet<string> = new Set(environment.getDefinitions().functions.map((known) => known.name));

/** Least recently used first. Documents repeat few expressions, fuzzers many. */
const cache = new Map<string, CompiledExpression | ExpressionError>();
const CACHE_SIZE = 2_000;

/**
 * Parses and type-checks one CEL expression.
 * @throws ExpressionError with the range in `source`
 */
export function compileExpression(source: string): CompiledExpression {
  if (source.length > EXPRESSION_LIMITS.sourceChars) {
    const limit = EXPRESSION_LIMITS.sourceChars.toLocaleString('en-US');
    throw new ExpressionError(`An expression has at most ${limit} characters, this one has ${source.length}`);
  }
  const cached = cache.get(source) ?? compileOrError(source);
  cache.delete(source);
  cache.set(source, cached);
  if (cache.size > CACHE_SIZE) cache.delete(cache.keys().next().value ?? '');
  if (ExpressionError.is(cached)) throw cached;
  return cached;
}

function compileOrError(source: string): CompiledExpression | ExpressionError {
  try {
    return compile(source);
  } catch (error) {
    return explain(error, functionNames);
  }
}

function compile(source: string): CompiledExpression {
  if (source.trim() === '')
    throw new ExpressionError('The expression is empty', { range: { start: 0, end: source.length } });
  const parsed: ParseResult = environment.parse(source);
  checkSyntax(parsed.ast);
  const references = referencesIn(parsed.ast);
  const checked = parsed.check();
  if (!checked.valid) throw checked.error ?? new ExpressionError('The expression is not valid');
  return {
    references,
    type: checked.type ?? 'dyn',
    run(names) {
      beginWork();
      try {
        return parsed(names);
      } catch (error) {
        throw explain(error, functionNames);
      }
    },
  };
}

function createEnvironment(): Environment {
  const created = new Environment({
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: EXPRESSION_LIMITS.syntaxNodes, maxDepth: EXPRESSION_LIMITS.depth },
  });
  for (const name of SCOPE_NAMES) created.registerVariable(name, 'dyn');
  registerNumbers(created);
  for (const { signatures, run } of EXPRESSION_FUNCTIONS) {
    for (const signature of signatures) created.registerFunction(signature, run as () => unknown, { async: false });
  }
  registerMacros(created);
  registerSearches(created);
  return created;
}

/** JSON numbers are doubles and literals are ints; CEL alone would refuse `input.count + 1`. */
function registerNumbers(created: Environment): void {
  const operations: Record<string, (a: number, b: number) => number> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
    '%': (a, b) => a % b,
  };
  for (const [operator, compute] of Object.entries(operations)) {
    const handler = (a: number | bigint, b: number | bigint): number => compute(Number(a), Number(b));
    created.registerOperator(`double ${operator} int: double`, handler);
    created.registerOperator(`int ${operator} double: double`, handler);
  }
  created.registerOperator('double % double: double', (a: number, b: number) => a % b);
  created.registerOperator('int == double', (a: bigint, b: number) => Number(a) === b);
}
