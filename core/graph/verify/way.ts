import type { IndexedEdge } from '../analysis.ts';
import type { Flow } from './facts.ts';

interface WayOptions {
  /** Where the way begins; left out, at the start. */
  from?: string;
  /** Edges that the way may take. */
  takes?: (edge: IndexedEdge) => boolean;
  /** Nodes that the way must not pass. */
  avoid?: ReadonlySet<string>;
}

/**
 * The shortest way to a node, as ids of nodes and edges in turn; null when there is none, or nothing is left to spend. Into
 * a map it goes through the map itself.
 */
export function findWay(flow: Flow, to: string, { from, takes, avoid }: WayOptions = {}): string[] | null {
  const goals = new Set(from === undefined ? flow.starts : [from]);
  /** What comes behind each node on the way. */
  const behind = new Map<string, string[]>([[to, []]]);
  for (const [id, rest] of behind) {
    if (goals.has(id)) return collect(behind, id, rest);
    const edges = flow.incoming.get(id) ?? [];
    if (!flow.spend(1 + edges.length)) return null;
    for (const edge of edges) {
      if (behind.has(edge.from) || avoid?.has(edge.from) || (takes && !takes(edge))) continue;
      behind.set(edge.from, [edge.id, id]);
    }
    const map = flow.nodes.get(id)?.parent;
    const opens = edges.length === 0 && map !== undefined && !avoid?.has(map);
    if (opens && !behind.has(map)) behind.set(map, [id]);
  }
  return null;
}

function collect(behind: ReadonlyMap<string, string[]>, from: string, first: readonly string[]): string[] {
  const way = [from];
  for (let rest: readonly string[] = first; rest.length > 0; rest = behind.get(way.at(-1) ?? '') ?? []) {
    way.push(...rest);
  }
  return way;
}

/** Ids without repetitions, in the order of their first mention. */
export function trailOf(...parts: (readonly string[] | null | undefined)[]): string[] {
  return [...new Set(parts.flatMap((part) => part ?? []))];
}
