import type { GraphAnalysis } from './analysis.ts';

/** Which nodes stand behind which, for every pair at once. */
export interface Reach {
  /** Whether one step or more leads from `first` to `last`. A node leads to itself only on a circle. */
  leads(first: string, last: string): boolean;
  /** The nodes on a way from `first` to `last`, both included, in the order given. Empty when there is no way. */
  between(first: string, last: string): Set<string>;
}

/**
 * Collects, for each node, everything before it as one row of bits: a row is the union of the rows before, 32 nodes per
 * operation. `order` should have predecessors first; on circles it passes again until nothing changes.
 */
export function reachOver(order: readonly string[], before: (id: string) => readonly string[]): Reach {
  const place = new Map(order.map((id, at) => [id, at]));
  const steps = order.map((id) => before(id).flatMap((other) => place.get(other) ?? []));
  const width = Math.ceil(order.length / 32);
  const rows = new Uint32Array(order.length * width);
  const has = (at: number, other: number): boolean =>
    (((rows[at * width + (other >>> 5)] ?? 0) >>> (other & 31)) & 1) === 1;
  const returns = steps.some((list, at) => list.some((other) => other >= at));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [at, list] of steps.entries()) {
      for (const other of list) changed = unite(rows, at * width, other, width) || changed;
    }
    if (!returns) break;
  }
  return {
    leads(first, last) {
      const [from, to] = [place.get(first), place.get(last)];
      return from !== undefined && to !== undefined && has(to, from);
    },
    between(first, last) {
      const [from, to] = [place.get(first), place.get(last)];
      if (from === undefined || to === undefined || (from !== to && !has(to, from))) return new Set();
      return new Set(order.filter((_, at) => (at === to || has(to, at)) && (at === from || has(at, from))));
    },
  };
}

/** Adds the node `other` and everything before it to the row that starts at `target`. True when that was news. */
function unite(rows: Uint32Array, target: number, other: number, width: number): boolean {
  let news = 0;
  const add = (word: number, bits: number): void => {
    const old = rows[target + word] ?? 0;
    news |= bits & ~old;
    rows[target + word] = old | bits;
  };
  add(other >>> 5, 1 << (other & 31));
  for (let word = 0; word < width; word++) add(word, rows[other * width + word] ?? 0);
  return news !== 0;
}

let newest: { of: GraphAnalysis['incoming']; reach: Reach } | null = null;

/**
 * The reach of a graph's forward edges. Only the newest is kept: it takes megabytes for thousands of nodes, and an undo
 * history keeps hundreds of documents alive.
 */
export function reachOf(graph: Pick<GraphAnalysis, 'incoming' | 'order'>): Reach {
  if (newest?.of !== graph.incoming) {
    const before = (id: string): string[] => (graph.incoming.get(id) ?? []).map((edge) => edge.from);
    newest = { of: graph.incoming, reach: reachOver(graph.order, before) };
  }
  return newest.reach;
}
