import type { GraphAnalysis, IndexedEdge, LoopScope } from '#core/graph/analysis.ts';

/** What the way back of a loop has to get past. */
export interface LoopShape {
  /** The nodes it passes below. */
  below: readonly string[];
  /** How many loops lie inside it. */
  nesting: number;
}

const GAP = 32;
const NESTED_GAP = 28;

export function loopShape(edge: IndexedEdge, { loops }: Pick<GraphAnalysis, 'loops'>): LoopShape {
  const loop = loops.find((candidate) => candidate.edge.id === edge.id);
  const inside = loop ? loops.filter((other) => other !== loop && isInside(other, loop)) : [];
  return { below: [...(loop?.body ?? []), edge.from, edge.to], nesting: inside.length };
}

/** How far down the way back runs. `lowest`: the lower edge of everything it passes, in canvas coordinates. */
export function loopFloor(lowest: number, nesting: number): number {
  return lowest + GAP + nesting * NESTED_GAP;
}

/** Equal bodies are told apart by document order, so that their lines never coincide. */
function isInside(inner: LoopScope, outer: LoopScope): boolean {
  if (inner.body.size === 0 || !inner.body.isSubsetOf(outer.body)) return false;
  return inner.body.size < outer.body.size || inner.edge.index < outer.edge.index;
}
