import type { GraphAnalysis } from './analysis.ts';
import { MUST_WIRE_PORTS, type NodeView } from './node-view.ts';

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

/**
 * For every node, the last node or choice that every way to it passes: the tree of dominators over nodes and their
 * ports. Ports are written `node.port`; the inside of a map hangs below the map.
 */
export type Passage = ReadonlyMap<string, string | null>;

export function passages(graph: GraphAnalysis, choices: ReadonlyMap<string, readonly string[] | null>): Passage {
  const above = new Map<string, string | null>();
  const depth = new Map<string, number>();
  const place = (name: string, parent: string | null): void => {
    above.set(name, parent);
    depth.set(name, parent === null ? 0 : (depth.get(parent) ?? 0) + 1);
  };
  const common = (first: string, second: string): string | null => {
    let [a, b]: [string | null, string | null] = [first, second];
    while (a !== null && b !== null && a !== b) {
      if ((depth.get(a) ?? 0) >= (depth.get(b) ?? 0)) a = above.get(a) ?? null;
      else b = above.get(b) ?? null;
    }
    return a === null || b === null ? null : a;
  };
  for (const id of orderWithMaps(graph)) {
    // On a circle some sources come later in the order; without them there is no circle to follow for ever.
    const incoming = (graph.incoming.get(id) ?? []).filter((edge) => above.has(edge.from));
    const ways = incoming.map((edge) => {
      if (!choices.get(edge.from)) return edge.from;
      const port = `${edge.from}.${edge.port}`;
      if (!above.has(port)) place(port, edge.from);
      return port;
    });
    const entry = graph.nodes.get(id)?.parent;
    if (ways.length === 0) place(id, entry !== undefined && above.has(entry) ? entry : null);
    else
      place(
        id,
        ways.reduce<string | null>((a, b) => (a === null ? null : common(a, b)), ways[0] ?? null),
      );
  }
  return above;
}

/** Everything on the way up: nodes that have run and ports that were chosen whenever `id` runs. */
export function passedBefore(above: Passage, id: string): Set<string> {
  const passed = new Set<string>();
  for (let at = above.get(id); at !== null && at !== undefined; at = above.get(at)) passed.add(at);
  return passed;
}

/** Topological order in which a map comes before all that it holds. */
export function orderWithMaps(graph: GraphAnalysis): string[] {
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
