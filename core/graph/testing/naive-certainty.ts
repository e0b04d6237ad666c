import type { NodeRegistry } from '../../node/define.ts';
import { analyzeGraph, ancestorsOf, enclosingMaps } from '../analysis.ts';
import { handlesFailure, orderWithMaps, portChoices, wiredPorts } from '../decisions.ts';
import { viewNodes } from '../node-view.ts';
import type { WorkflowDocument } from '../schema.ts';

/** What has certainly succeeded when a node runs, as plain sets worked out anew for that node: slow, and easy to check. */
export function naiveSucceededBefore(document: WorkflowDocument, registry: NodeRegistry, at: string): Set<string> {
  const graph = analyzeGraph(document);
  const views = viewNodes(graph, registry);
  const choices = portChoices(graph, views);
  const passed = everyWayPasses(document, registry, at);
  const waitsFor = new Map(
    [...graph.incoming].map(([id, edges]) => {
      const need = views.get(id)?.join?.need ?? null;
      return [id, need !== null && need < edges.length ? [] : edges];
    }),
  );
  const awaited = new Set(
    [at, ...enclosingMaps(graph, at)].flatMap((id) => [...ancestorsOf({ incoming: waitsFor }, id)]),
  );
  const runs = new Set<string>();
  for (const id of orderWithMaps(graph)) {
    const taken = (graph.incoming.get(id) ?? []).some(
      ({ from, port }) => runs.has(from) && (!choices.get(from) || passed.has(`${from}.${port}`)),
    );
    if (passed.has(id) || (awaited.has(id) && taken && (views.get(id)?.join?.need ?? 1) <= 1)) runs.add(id);
  }
  return new Set(
    [...runs].filter((id) => {
      const view = views.get(id);
      if (!view || view.node.disabled) return false;
      const handled = handlesFailure(view, wiredPorts(graph).get(id) ?? new Set());
      const good = (view.ports ?? []).filter((port) => port.kind !== 'error');
      return handled === null || (handled === 'branch' && good.some((port) => passed.has(`${id}.${port.id}`)));
    }),
  );
}

/** Everything that all ways to a node have in common, as sets that only grow along the order. */
function everyWayPasses(document: WorkflowDocument, registry: NodeRegistry, at: string): ReadonlySet<string> {
  const graph = analyzeGraph(document);
  const choices = portChoices(graph, viewNodes(graph, registry));
  const passed = new Map<string, Set<string>>();
  for (const id of orderWithMaps(graph)) {
    const ways = (graph.incoming.get(id) ?? []).flatMap(({ from, port }) => {
      const before = passed.get(from);
      if (!before) return [];
      return [new Set([...before, from, ...(choices.get(from) ? [`${from}.${port}`] : [])])];
    });
    const map = graph.nodes.get(id)?.parent ?? '';
    const above = passed.get(map);
    const alone = above ? new Set([...above, map]) : new Set<string>();
    passed.set(id, ways.length > 0 ? ways.reduce((a, b) => a.intersection(b)) : alone);
  }
  return passed.get(at) ?? new Set();
}
