import type { Environment } from '@marcbachmann/cel-js';
import { EvaluationError } from '@marcbachmann/cel-js';
import type { Call, Checker, Context, Evaluator } from './macros.ts';
import { spend } from './work.ts';

interface Search {
  /** CEL's name for the type of the result. */
  type: string;
  run(text: string, sought: string): unknown;
}

/** CEL's own, which JavaScript does in up to text × sought steps. */
const SEARCHES: Readonly<Record<string, Search>> = {
  contains: { type: 'bool', run: (text, sought) => text.includes(sought) },
  indexOf: { type: 'int', run: (text, sought) => BigInt(text.indexOf(sought)) },
  lastIndexOf: { type: 'int', run: (text, sought) => BigInt(text.lastIndexOf(sought)) },
  split: { type: 'list<string>', run: (text, sought) => text.split(sought) },
};

/**
 * The same functions, counted as work. For the receiver `map`, as the walks are and for the same reason. The evaluator
 * knows forms with another argument, which are not CEL's: they fit nothing here.
 */
export function registerSearches(environment: Environment): void {
  for (const [name, search] of Object.entries(SEARCHES)) {
    for (const args of ['ast', 'ast, ast']) {
      environment.registerFunction(`map.${name}(${args}): dyn`, (call: Call) => searchMacro(name, search, call));
    }
  }
}

function searchMacro(name: string, search: Search, { ast, receiver, args }: Call): object {
  const parts = [receiver, ...args];
  const refuse = (types: string[]): never => {
    const [first, ...rest] = types;
    const message = `found no matching overload for '${first}.${name}(${rest.join(', ')})'`;
    throw new EvaluationError({ code: 'no_matching_overload', message, node: ast });
  };
  return {
    async: false,
    typeCheck(checker: Checker, _macro: unknown, context: Context) {
      const types = parts.map((part) => String(checker.check(part, context)));
      const fits = types.length === 2 && types.every((type) => type === 'string' || type.includes('dyn'));
      if (!fits) refuse(types);
      return checker.getType(search.type);
    },
    evaluate(evaluator: Evaluator, _macro: unknown, context: Context) {
      const [text, sought] = parts.map((part) => evaluator.run(part, context));
      // What was not known before can still be anything.
      if (typeof text !== 'string' || typeof sought !== 'string') return refuse([text, sought].map(celTypeOf));
      spend(text.length * Math.max(1, sought.length));
      return search.run(text, sought);
    },
  };
}

function celTypeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  const names: Partial<Record<string, string>> = {
    boolean: 'bool',
    number: 'double',
    bigint: 'int',
    object: 'map<dyn, dyn>',
  };
  return names[typeof value] ?? typeof value;
}
