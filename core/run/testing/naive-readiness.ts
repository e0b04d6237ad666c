import type { GraphNode } from '../../graph/schema.ts';
import type { NaiveEdge, NaiveGraph } from './naive-graph.ts';

/** What an edge and a node are in the naive model, from nothing but what has happened to the nodes. */

export type NaiveStatus = 'active' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';

export interface Cell {
  iteration: number;
  /** Null while pending. */
  status: NaiveStatus | null;
  fired: string | null;
  /** Ready because a loop sent the run back here. */
  forced: boolean;
  items: string[] | null;
}

export interface NaiveScope {
  path: string;
  level: string | undefined;
  /** The map execution around it. */
  owner: { scope: NaiveScope; node: string; count: number } | null;
  cells: Map<string, Cell>;
  loops: Map<string, number>;
  arrivals: Map<string, string[]>;
  ended: 'succeeded' | 'failed' | 'cancelled' | null;
}

export function isEnded(cell: Cell | undefined): boolean {
  return cell !== undefined && cell.status !== null && cell.status !== 'active';
}

export function edgeIs(graph: NaiveGraph, scope: NaiveScope, edge: NaiveEdge): 'open' | 'taken' | 'not taken' {
  const source = scope.cells.get(edge.from);
  if (!source || !isEnded(source)) return 'open';
  for (const loop of graph.loops) {
    const body = graph.body(loop);
    const leaves = body.has(edge.from) && !body.has(edge.to);
    if (leaves && !isEnded(scope.cells.get(loop.from))) return 'open';
  }
  return source.fired === edge.port ? 'taken' : 'not taken';
}

export function nodeIs(graph: NaiveGraph, scope: NaiveScope, node: GraphNode): 'waits' | 'ready' | 'skipped' | 'unmet' {
  if (scope.cells.get(node.id)?.forced) return 'ready';
  const incoming = graph.forward.filter((edge) => edge.to === node.id);
  if (incoming.length === 0) return scope.owner || node.type === 'start' ? 'ready' : 'skipped';
  const edges = incoming.map((edge) => edgeIs(graph, scope, edge));
  const taken = edges.filter((edge) => edge === 'taken').length;
  const open = edges.filter((edge) => edge === 'open').length;
  if (open === 0 && taken === 0) return 'skipped';
  const need = graph.need(node);
  if (need === null) return open === 0 ? 'ready' : 'waits';
  if (taken >= need) return 'ready';
  return taken > 0 && taken + open < need ? 'unmet' : 'waits';
}
