import type { ASTNode } from '@marcbachmann/cel-js';
import { ExpressionError } from './expression-error.ts';
import { EXPRESSION_LIMITS } from './limits.ts';

/** The parts of a syntax node, in the order they are written. */
export function childrenOf(node: ASTNode): ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'list':
      return node.args;
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

const COMPREHENSIONS = new Set(['map', 'filter', 'all', 'exists', 'exists_one']);

export function isComprehension(node: ASTNode): node is Extract<ASTNode, { op: 'rcall' }> {
  return node.op === 'rcall' && COMPREHENSIONS.has(node.args[0]) && node.args[2].length >= 2;
}

/** What is never allowed, although the parser knows it, and what to write instead. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['matches', 'matches() is not available; use contains(), startsWith(), endsWith() or glob()'],
  ['bind', 'cel.bind() is not available; write the expression out'],
  ['bytes', 'bytes() is not available; JSON has no bytes'],
]);
const REFUSED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Refuses what is not bounded or cannot be said in JSON. Depth and size are the parser's; this is the rest.
 * @throws ExpressionError
 */
export function checkSyntax(root: ASTNode): void {
  const visit = (node: ASTNode, comprehensions: number): void => {
    const name = node.op === 'call' || node.op === 'rcall' ? node.args[0] : null;
    const refused = name === null ? undefined : REFUSED.get(name);
    if (refused) throw new ExpressionError(refused, { range: rangeOf(node) });
    if (node.op === 'value' && node.args instanceof Uint8Array) {
      throw new ExpressionError('Bytes are not available; JSON has none', { range: rangeOf(node) });
    }
    if (node.op === 'map') checkKeys(node.args.map(([key]) => key));
    const inside = comprehensions + (isComprehension(node) ? 1 : 0);
    if (inside > EXPRESSION_LIMITS.nestedComprehensions + 1) {
      throw new ExpressionError('Only one walk over a list may stand inside another', { range: rangeOf(node) });
    }
    for (const child of childrenOf(node)) visit(child, inside);
  };
  visit(root, 0);
}

/** The evaluator would drop such a key in silence. Data may have it; it passes through untouched. */
function checkKeys(keys: ASTNode[]): void {
  for (const key of keys) {
    if (key.op === 'value' && typeof key.args === 'string' && REFUSED_KEYS.has(key.args)) {
      throw new ExpressionError(`"${key.args}" cannot be a key here`, { range: rangeOf(key) });
    }
  }
}

export function rangeOf(node: ASTNode): { start: number; end: number } {
  return { start: node.start, end: node.end };
}
