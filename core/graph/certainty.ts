import type { NodeRegistry } from '../node/define.ts';
import { analyzeGraph, enclosingMaps, type GraphAnalysis } from './analysis.ts';
import {
  handlesFailure,
  orderWithMaps,
  type Passage,
  passages,
  passedBefore,
  portChoices,
  wiredPorts,
} from './decisions.ts';
import { type NodeView, viewNodes } from './node-view.ts';
import type { WorkflowDocument } from './schema.ts';

/** Whether a node has certainly succeeded whenever another one runs. */
export interface Certainty {
  /** Nodes that have certainly succeeded, in their current iteration, when `nodeId` runs. */
  before(nodeId: string): ReadonlySet<string>;
}

const cache = new WeakMap<WorkflowDocument, { registry: NodeRegistry; certainty: Certainty }>();

/** Analyses a document once; answers are computed per node when asked and kept. */
export function certaintyOf(document: WorkflowDocument, registry: NodeRegistry): Certainty {
  const known = cache.get(document);
  if (known?.registry === registry) return known.certainty;
  const graph = analyzeGraph(document);
  const views = viewNodes(graph, registry);
  const choices = portChoices(graph, views);
  const shared: Shared = {
    graph,
    views,
    choices,
    above: passages(graph, choices),
    order: orderWithMaps(graph),
    wired: wiredPorts(graph),
  };
  const answers = new Map<string, ReadonlySet<string>>();
  const certainty: Certainty = {
    before(nodeId) {
      const answer = answers.get(nodeId) ?? succeededBefore(shared, nodeId);
      answers.set(nodeId, answer);
      return answer;
    },
  };
  cache.set(document, { registry, certainty });
  return certainty;
}

interface Shared {
  graph: GraphAnalysis;
  views: ReadonlyMap<string, NodeView>;
  choices: ReadonlyMap<string, readonly string[] | null>;
  above: Passage;
  order: readonly string[];
  wired: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Walks down from what has certainly run: a node whose incoming edge is certainly taken runs too, and it has ended
 * before `nodeId` starts if a way leads there on which nobody goes ahead of the others (no any/quorum merge).
 */
function succeededBefore(shared: Shared, nodeId: string): Set<string> {
  const { graph, order, choices } = shared;
  const passed = passedBefore(shared.above, nodeId);
  const awaited = awaitedBefore(shared, nodeId);
  const runs = new Set<string>();
  for (const id of order) {
    if (passed.has(id)) runs.add(id);
    else if (!awaited.has(id)) continue;
    else {
      const incoming = graph.incoming.get(id) ?? [];
      const certain = incoming.some(
        (edge) => runs.has(edge.from) && (!choices.get(edge.from) || passed.has(`${edge.from}.${edge.port}`)),
      );
      if (certain && (shared.views.get(id)?.join?.need ?? 1) <= 1) runs.add(id);
    }
  }
  return new Set([...runs].filter((id) => succeeds(shared, id, passed)));
}

/** Everything that has ended one way or the other before the node starts. */
function awaitedBefore({ graph, views }: Shared, nodeId: string): Set<string> {
  const awaited = new Set<string>();
  // What a map waits for, the nodes inside it have behind them too.
  for (const start of [nodeId, ...enclosingMaps(graph, nodeId)]) {
    const queue = [start];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      const join = views.get(id)?.join;
      if (join && join.need !== null && join.need < (graph.incoming.get(id)?.length ?? 0)) continue;
      for (const { from } of graph.incoming.get(id) ?? []) {
        if (awaited.has(from)) continue;
        awaited.add(from);
        queue.push(from);
      }
    }
  }
  return awaited;
}

function succeeds({ views, wired, choices }: Shared, id: string, passed: ReadonlySet<string>): boolean {
  const view = views.get(id);
  if (!view || view.node.disabled) return false;
  const handled = handlesFailure(view, wired.get(id) ?? new Set());
  if (handled === null) return true;
  const good = (view.ports ?? []).filter((port) => port.kind !== 'error');
  return handled === 'branch' && choices.get(id) !== null && good.some((port) => passed.has(`${id}.${port.id}`));
}
