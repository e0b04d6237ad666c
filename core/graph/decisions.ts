import type { GraphAnalysis } from './analysis.ts';
import { MUST_WIRE_PORTS, type NodeView } from './node-view.ts';
import { createPassage, type Passage } from './passage.ts';

/**
 * What may and what must have happened before a node runs. Everything here looks at forward edges only: a loop edge
 * repeats what stands between its ends, and never skips anything.
 */

/** Whether the node's failure leads on: along its error port, or past it with a fallback. */
export function handlesFailure(view: NodeView, wired: ReadonlySet<string>): 'branch' | 'continue' | null {
  const onError = view.node.onError ?? (wired.has('error') ? 'branch' : 'fail');
  return onError === 'fail' ? null : onError;
}

/** Ports of a node that have an edge, loop edges included. */
export function wiredPorts(graph: GraphAnalysis): Map<string, Set<string>> {
  const wired = new Map([...graph.nodes.keys()].map((id) => [id, new Set<string>()]));
  for (const edge of graph.edges.values()) wired.get(edge.from)?.add(edge.port);
  return wired;
}

/** A port that must lead somewhere and does not ends the run, so it is no way on from the node. */
export function portChoices(graph: GraphAnalysis, views: ReadonlyMap<string, NodeView>): Map<string, string[] | null> {
  const wired = wiredPorts(graph);
  const choices = new Map<string, string[] | null>();
  for (const [id, view] of views) {
    const used = wired.get(id) ?? new Set();
    const ports = view.ports?.map((port) => port.id) ?? [...used];
    const possible = ports.filter((port) => used.has(port) || !MUST_WIRE_PORTS.has(port));
    choices.set(id, possible.length > 1 ? possible : null);
  }
  return choices;
}

type Forward = Pick<GraphAnalysis, 'nodes' | 'order' | 'incoming'>;

/** For every node, what every way to it passes: nodes, and chosen ports as `node.port`. A map is passed by its inside. */
export function passages(graph: Forward, choices: ReadonlyMap<string, readonly string[] | null>): Passage {
  const passage = createPassage();
  for (const id of orderWithMaps(graph)) {
    // On a circle some sources come later in the order; without them there is no circle to follow for ever.
    const incoming = (graph.incoming.get(id) ?? []).filter((edge) => passage.has(edge.from));
    const ways = incoming.map((edge) => {
      if (!choices.get(edge.from)) return edge.from;
      const port = `${edge.from}.${edge.port}`;
      if (!passage.has(port)) passage.place(port, edge.from);
      return port;
    });
    passage.place(id, ways.length > 0 ? passage.common(ways) : (graph.nodes.get(id)?.parent ?? null));
  }
  return passage;
}

/** Topological order in which a map comes before all that it holds. */
export function orderWithMaps(graph: Pick<Forward, 'nodes' | 'order'>): string[] {
  const byLevel = Map.groupBy(graph.order, (id) => graph.nodes.get(id)?.parent ?? '');
  const result: string[] = [];
  const placed = new Set<string>();
  const visit = (level: string): void => {
    for (const id of byLevel.get(level) ?? []) {
      if (placed.has(id)) continue;
      placed.add(id);
      result.push(id);
      if (byLevel.has(id)) visit(id);
    }
  };
  visit('');
  // Children of nodes that do not exist or that hold each other are not reached from the top.
  return [...result, ...graph.order.filter((id) => !placed.has(id))];
}
