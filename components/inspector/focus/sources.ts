import { enclosingMaps } from '#core/graph/analysis.ts';
import type { GraphAnalysis } from '#core/graph/analysis.ts';
import type { GraphNode } from '#core/graph/schema.ts';

/**
 * The nodes whose output a node can read: those from which a way leads to it or to a map around it, nearest first.
 */
export function sourcesOf(graph: GraphAnalysis, nodeId: string): GraphNode[] {
  const around = enclosingMaps(graph, nodeId);
  const found = new Set<string>();
  let ring = [nodeId, ...around];
  while (ring.length > 0) {
    const before = ring.flatMap((id) =>
      (graph.incoming.get(id) ?? []).filter((edge) => !edge.loop).map(({ from }) => from),
    );
    ring = [...new Set(before)].filter((id) => !found.has(id));
    for (const id of ring) found.add(id);
  }
  return [...found].flatMap((id) => {
    const node = graph.nodes.get(id);
    const isHidden = enclosingMaps(graph, id).some((map) => !around.includes(map));
    return node && !isHidden ? [node] : [];
  });
}
