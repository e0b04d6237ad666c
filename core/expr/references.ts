import type { ASTNode } from '@marcbachmann/cel-js';
import { ExpressionError, type SourceRange } from './expression-error.ts';
import { isScopeName, type ScopeName } from './scope.ts';
import { childrenOf, isComprehension, rangeOf } from './syntax.ts';

/** One mention of something outside the expression: `nodes.draft.output.reason`. */
export interface Reference {
  name: ScopeName;
  /** For `nodes` only. */
  node?: string;
  /** Constant steps after the name, or after the node: `['output', 'reason']`. Ends where a step is computed. */
  path: (string | number)[];
  /** The same, by `has()`, `default()` or a test of the node's status around it. */
  guarded: boolean;
  range: SourceRange;
  /** Where the node's id stands in the source, for `nodes` only. */
  nodeRange?: SourceRange;
}

interface Walk {
  found: Reference[];
  /** `draft.output`: what is known to be there at this place. */
  guards: ReadonlySet<string>;
  guarded: boolean;
  locals: ReadonlySet<string>;
}

/**
 * Everything that an expression mentions.
 * @throws ExpressionError when `nodes` is used without naming a node, because nobody could say what it reaches.
 */
export function referencesIn(root: ASTNode): Reference[] {
  const found: Reference[] = [];
  visit(root, { found, guards: new Set(), guarded: false, locals: new Set() });
  return found.sort((a, b) => a.range.start - b.range.start);
}

function visit(node: ASTNode, walk: Walk): void {
  const chain = chainOf(node);
  if (chain && isScopeName(chain.name) && !walk.locals.has(chain.name)) {
    walk.found.push(reference(node, chain as Chain & { name: ScopeName }, walk));
    for (const computed of chain.computed) visit(computed, walk);
    return;
  }
  for (const [child, inner] of branches(node, walk)) visit(child, inner);
}

/** The children of a node with what each may rely on. */
function branches(node: ASTNode, walk: Walk): [ASTNode, Walk][] {
  const relying = (names: Iterable<string>): Walk => ({ ...walk, guards: new Set([...walk.guards, ...names]) });
  if (node.op === 'call' && node.args[0] === 'has') return node.args[1].map((arg) => [arg, { ...walk, guarded: true }]);
  if (node.op === 'call' && node.args[0] === 'default') {
    return node.args[1].map((arg, i) => [arg, i === 0 ? { ...walk, guarded: true } : walk]);
  }
  if (node.op === '?:') {
    const [condition, yes, no] = node.args;
    return [
      [condition, walk],
      [yes, relying(provenBy(condition, true))],
      [no, relying(provenBy(condition, false))],
    ];
  }
  // In CEL an error on one side does not matter when the other side decides, so both sides guard each other.
  if (node.op === '&&' || node.op === '||') {
    const [left, right] = node.args;
    const when = node.op === '&&';
    return [
      [left, relying(provenBy(right, when))],
      [right, relying(provenBy(left, when))],
    ];
  }
  if (isComprehension(node)) {
    const [variable, ...expressions] = node.args[2];
    const name = variable?.op === 'id' ? [variable.args] : [];
    const inner = { ...walk, locals: new Set([...walk.locals, ...name]) };
    return [[node.args[1], walk], ...expressions.map((expression): [ASTNode, Walk] => [expression, inner])];
  }
  return childrenOf(node).map((child) => [child, walk]);
}

/** What is certainly there when `condition` is true (or false). */
function provenBy(condition: ASTNode, value: boolean): string[] {
  if (condition.op === '!_') return provenBy(condition.args, !value);
  if (condition.op === (value ? '&&' : '||')) return condition.args.flatMap((part) => provenBy(part, value));
  if (value && condition.op === 'call' && condition.args[0] === 'has') {
    const chain = condition.args[1][0] && chainOf(condition.args[1][0]);
    return chain ? guardsOf(chain) : [];
  }
  if (condition.op === '==' || condition.op === '!=' || condition.op === 'in') {
    return condition.args.flatMap((part) => statusGuards(chainOf(part)));
  }
  return [];
}

/** `has(nodes.g.output.x)` itself fails when `output` is missing, so only the exact prefix is a guard. */
function guardsOf(chain: Chain): string[] {
  const [node, first, second, ...rest] = chain.steps;
  if (chain.name !== 'nodes' || rest.length > 0) return [];
  if (second === undefined) return [`${node}.${first}`];
  return first === 'previous' ? [`${node}.previous`] : [];
}

function statusGuards(chain: Chain | null): string[] {
  if (chain?.name !== 'nodes') return [];
  const [node, first, second] = chain.steps;
  if (first === 'status') return [`${node}.output`, `${node}.error`];
  return first === 'previous' && second === 'status' ? [`${node}.previous`] : [];
}

interface Chain {
  name: string;
  root: ASTNode;
  steps: (string | number)[];
  /** The syntax node at which each step was read. */
  at: ASTNode[];
  computed: ASTNode[];
}

/** `a.b["c"][0]` as a name and steps, or null when it does not start with a name. */
function chainOf(node: ASTNode): Chain | null {
  if (node.op === 'id') return { name: node.args, root: node, steps: [], at: [], computed: [] };
  if (node.op !== '.' && node.op !== '[]') return null;
  const chain = chainOf(node.args[0]);
  if (!chain) return null;
  const step = node.op === '.' ? node.args[1] : constantOf(node.args[1]);
  if (step === null && node.op === '[]') chain.computed.push(node.args[1]);
  else if (step !== null && chain.computed.length === 0) {
    chain.steps.push(step);
    chain.at.push(node);
  }
  return chain;
}

function constantOf(node: ASTNode): string | number | null {
  if (node.op !== 'value') return null;
  if (typeof node.args === 'bigint') return Number(node.args);
  return typeof node.args === 'string' || typeof node.args === 'number' ? node.args : null;
}

function reference(node: ASTNode, chain: Chain & { name: ScopeName }, walk: Walk): Reference {
  const range = rangeOf(node);
  if (chain.name !== 'nodes') return { name: chain.name, path: chain.steps, guarded: walk.guarded, range };
  const [id, ...path] = chain.steps;
  const at = chain.at[0];
  if (typeof id !== 'string' || !at) {
    throw new ExpressionError('Name the node: nodes.<id>', { range });
  }
  const guarded = walk.guarded || (path[0] !== undefined && walk.guards.has(`${id}.${path[0]}`));
  // `nodes.draft` ends with the id; `nodes["draft"]` with the quote and the bracket.
  const nodeRange =
    at.op === '.' ? { start: at.end - id.length, end: at.end } : rangeOf((at.args as [ASTNode, ASTNode])[1]);
  return { name: 'nodes', node: id, path, guarded, range, nodeRange };
}
