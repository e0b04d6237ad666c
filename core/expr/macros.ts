import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { EvaluationError, ParseError } from '@marcbachmann/cel-js';
import { listOf } from './functions.ts';
import { isScopeName } from './scope.ts';
import { isTooMuchWork, spend } from './work.ts';

/** What the evaluator hands to a macro; its own types leave these open. */
export interface Context {
  forkWithVariable(name: string, type: unknown): Context;
  reuse(parent: Context): Context;
  setIterValue(value: unknown, evaluator: Evaluator): Context;
}
export interface Checker {
  check(node: ASTNode, context: Context): unknown;
  getType(name: string): unknown;
}
export interface Evaluator {
  run(node: ASTNode, context: Context): unknown;
}
export interface Call {
  ast: ASTNode;
  args: ASTNode[];
  receiver: ASTNode;
}

/** What evaluating even a short expression costs; a text is counted too, because it may be compared. */
const STEPS_PER_ITEM = 100;

/** Errors of the evaluator that mean "there is nothing at this path". */
const MISSING = new Set(['no_such_key', 'index_out_of_bounds']);

/**
 * `default(x, d)`, and our own `map filter all exists exists_one`: CEL's walk over lists of any length, ours are bounded.
 * They are registered for the receiver `map`, which differs from CEL's `list`; the last macro of a name is the one used.
 */
export function registerMacros(environment: Environment): void {
  environment.registerFunction('default(ast, ast): dyn', defaultMacro);
  for (const [name, step] of Object.entries(WALKS)) {
    environment.registerFunction(`map.${name}(ast, ast): dyn`, ({ args, receiver }: Call) =>
      walkMacro(name, step, receiver, args),
    );
  }
  environment.registerFunction('map.map(ast, ast, ast): dyn', ({ args, receiver }: Call) =>
    walkMacro('map', filterAndTransform, receiver, args),
  );
}

function defaultMacro({ args }: Call): object {
  const [value, fallback] = args as [ASTNode, ASTNode];
  return {
    async: false,
    typeCheck(checker: Checker, _macro: unknown, context: Context) {
      checker.check(value, context);
      checker.check(fallback, context);
      return checker.getType('dyn');
    },
    evaluate(evaluator: Evaluator, _macro: unknown, context: Context) {
      try {
        return evaluator.run(value, context);
      } catch (error) {
        if (MISSING.has((error as { code?: string }).code ?? '')) return evaluator.run(fallback, context);
        throw error;
      }
    },
  };
}

type Evaluate = (expression: ASTNode, item: unknown) => unknown;
type Walk = (items: readonly unknown[], evaluate: Evaluate, expressions: [ASTNode, ...ASTNode[]]) => unknown;

const WALKS: Readonly<Record<string, Walk>> = {
  map: (items, evaluate, [transform]) => items.map((item) => evaluate(transform, item)),
  filter: (items, evaluate, [predicate]) => items.filter((item) => truth(evaluate(predicate, item), predicate)),
  exists_one: (items, evaluate, [predicate]) =>
    items.filter((item) => truth(evaluate(predicate, item), predicate)).length === 1,
  all: (items, evaluate, [predicate]) => !decides(items, evaluate, predicate, false),
  exists: (items, evaluate, [predicate]) => decides(items, evaluate, predicate, true),
};

const filterAndTransform: Walk = (items, evaluate, [predicate, transform]) =>
  items
    .filter((item) => truth(evaluate(predicate, item), predicate))
    .map((item) => (transform ? evaluate(transform, item) : item));

/** CEL's rule: one item that decides makes errors of the others not matter. */
function decides(items: readonly unknown[], evaluate: Evaluate, predicate: ASTNode, wanted: boolean): boolean {
  let failure: { error: unknown } | null = null;
  for (const item of items) {
    try {
      if (truth(evaluate(predicate, item), predicate) === wanted) return true;
    } catch (error) {
      if (isTooMuchWork(error)) throw error;
      failure ??= { error };
    }
  }
  if (failure) throw failure.error;
  return false;
}

function truth(value: unknown, node: ASTNode): boolean {
  if (typeof value === 'boolean') return value;
  throw new EvaluationError({ code: 'invalid_condition_type', message: 'The condition must be true or false', node });
}

function walkMacro(name: string, walk: Walk, receiver: ASTNode, args: ASTNode[]): object {
  const [variable, ...expressions] = args as [ASTNode, ASTNode, ...ASTNode[]];
  if (variable.op !== 'id') {
    throw new ParseError({
      code: 'invalid_macro_argument',
      message: `${name}() needs a name for the item`,
      node: variable,
    });
  }
  const itemName = variable.args;
  if (isScopeName(itemName)) {
    const message = `"${itemName}" has a meaning already; call the item something else`;
    throw new ParseError({ code: 'invalid_macro_argument', message, node: variable });
  }
  let inner: Context;
  return {
    async: false,
    typeCheck(checker: Checker, _macro: unknown, context: Context) {
      checker.check(receiver, context);
      inner = context.forkWithVariable(itemName, checker.getType('dyn'));
      for (const expression of expressions) checker.check(expression, inner);
      return checker.getType('dyn');
    },
    evaluate(evaluator: Evaluator, _macro: unknown, context: Context) {
      const items = itemsOf(name, evaluator.run(receiver, context));
      const scope = inner.reuse(context);
      const evaluate: Evaluate = (expression, item) => {
        spend(STEPS_PER_ITEM + (typeof item === 'string' ? item.length : 0));
        return evaluator.run(expression, scope.setIterValue(item, evaluator));
      };
      return walk(items, evaluate, expressions as [ASTNode, ...ASTNode[]]);
    },
  };
}

/** As in CEL, walking over an object means walking over its keys. */
function itemsOf(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return listOf(name, value);
  return listOf(name, value instanceof Map ? [...value.keys()] : Object.keys(value));
}
