import type { NodeRegistry } from '../node/define.ts';
import { analyzeGraph, enclosingMaps, type GraphAnalysis } from './analysis.ts';
import { handlesFailure, orderWithMaps, passages, portChoices, wiredPorts } from './decisions.ts';
import { type NodeView, viewNodes } from './node-view.ts';
import type { Passage } from './passage.ts';
import { type Reach, reachOver } from './reach.ts';
import type { WorkflowDocument } from './schema.ts';

/** Whether a node has certainly succeeded whenever another one runs. */
export interface Certainty {
  /** Whether `id` has certainly succeeded, in its current iteration, when `at` runs. */
  hasSucceeded(id: string, at: string): boolean;
}

let newest: { document: WorkflowDocument; registry: NodeRegistry; certainty: Certainty } | null = null;

/** Analyses a document once. Only the newest is kept, for the reason given at `reachOf`. */
export function certaintyOf(document: WorkflowDocument, registry: NodeRegistry): Certainty {
  if (newest?.document === document && newest.registry === registry) return newest.certainty;
  const graph = analyzeGraph(document);
  const views = viewNodes(graph, registry);
  const choices = portChoices(graph, views);
  const order = orderWithMaps(graph);
  const shared: Shared = {
    graph,
    views,
    choices,
    passage: passages(graph, choices),
    place: new Map(order.map((id, at) => [id, at])),
    awaited: reachOver(graph.order, (id) => awaitedBy(id, { graph, views })),
    wired: wiredPorts(graph),
  };
  const certainty: Certainty = {
    hasSucceeded: (id, at) => hasRun(shared, id, at) && succeeds(shared, id, at),
  };
  newest = { document, registry, certainty };
  return certainty;
}

interface Shared {
  graph: GraphAnalysis;
  views: ReadonlyMap<string, NodeView>;
  choices: ReadonlyMap<string, readonly string[] | null>;
  passage: Passage;
  /** In the order that has maps before what they hold. */
  place: ReadonlyMap<string, number>;
  /** Whether a node has ended one way or the other before another starts. */
  awaited: Reach;
  wired: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A merge that goes ahead of some of its edges waits for none of them in particular. */
function awaitedBy(id: string, { graph, views }: Pick<Shared, 'graph' | 'views'>): string[] {
  const incoming = graph.incoming.get(id) ?? [];
  const need = views.get(id)?.join?.need ?? null;
  return need !== null && need < incoming.length ? [] : incoming.map((edge) => edge.from);
}

/**
 * Walks back from `id` to something that every way to `at` passes. Each step is an edge that is certainly taken when
 * its source runs, and nobody on the way may be one that `at` does not wait for: the source would have run, but late.
 */
function hasRun({ graph, views, choices, passage, place, awaited }: Shared, id: string, at: string): boolean {
  // What a map waits for, the nodes inside it have behind them too.
  const here = [at, ...enclosingMaps(graph, at)];
  const seen = new Set([id]);
  for (const node of seen) {
    if (passage.passes(node, at)) return true;
    if ((views.get(node)?.join?.need ?? 1) > 1 || !here.some((start) => awaited.leads(node, start))) continue;
    for (const { from, port } of graph.incoming.get(node) ?? []) {
      // On a circle, what comes later in the order has not run yet.
      if ((place.get(from) ?? 0) >= (place.get(node) ?? 0)) continue;
      if (!choices.get(from) || passage.passes(`${from}.${port}`, at)) seen.add(from);
    }
  }
  return false;
}

function succeeds({ views, wired, choices, passage }: Shared, id: string, at: string): boolean {
  const view = views.get(id);
  if (!view || view.node.disabled) return false;
  const handled = handlesFailure(view, wired.get(id) ?? new Set());
  if (handled === null) return true;
  const good = (view.ports ?? []).filter((port) => port.kind !== 'error');
  return (
    handled === 'branch' && choices.get(id) !== null && good.some((port) => passage.passes(`${id}.${port.id}`, at))
  );
}
