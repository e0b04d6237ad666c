import { handlesFailure, orderWithMaps, passages } from '../decisions.ts';
import type { GraphAnalysis, IndexedEdge } from '../analysis.ts';
import { MUST_WIRE_PORTS, type NodeView } from '../node-view.ts';
import type { Passage } from '../passage.ts';
import type { Problem } from '../problem.ts';
import { type Reach, reachOver } from '../reach.ts';
import type { ValidateContext } from '../validate/context.ts';

/** What a check is given: the document, and what can happen in its runs. */
export interface Facts extends ValidateContext {
  /**
   * Worked out when the first check asks. Null while forward edges run in a circle or across the border of a map: then
   * nothing can be proved.
   */
  flow(): Flow | null;
}

/** One proof about a workflow, in a file of its own beside this one and listed in `checks.ts`. */
export type Check = (facts: Facts) => Problem[];

/** What can happen in the runs of a workflow. Loop edges are left out: they repeat what stands between their ends. */
export interface Flow extends Pick<GraphAnalysis, 'nodes' | 'order' | 'incoming' | 'outgoing'> {
  /** The nodes from which runs start. */
  starts: readonly string[];
  /** Nodes that some run reaches. `incoming` and `outgoing` hold the edges that some run takes. */
  runs: ReadonlySet<string>;
  /** The ports at which a run may go on from a node, loops included. A port that fails the run is none. */
  ports: ReadonlyMap<string, readonly string[]>;
  /** The same for nodes with more than one of them, else null. */
  choices: ReadonlyMap<string, readonly string[] | null>;
  passage: Passage;
  /** Where a node stands in an order that has maps before what they hold. */
  place(id: string): number;
  reach(): Reach;
  /**
   * Takes steps from what one verification may cost. False once they are used up: whatever asks for it then says less,
   * without a way or a fix, so that no document keeps a browser or a server busy.
   */
  spend(steps: number): boolean;
}

/** A fraction of a second. Hundreds of problems in a large graph have to be there before anything is left out. */
const MAX_STEPS = 500_000;

export function createFacts(context: ValidateContext): Facts {
  let flow: Flow | null = null;
  const { nodes, edges, cyclicEdges } = context.graph;
  const crosses = ({ from, to }: IndexedEdge): boolean => nodes.get(from)?.parent !== nodes.get(to)?.parent;
  const sound = cyclicEdges.length === 0 && ![...edges.values()].some(crosses);
  return { ...context, flow: () => (sound ? (flow ??= createFlow(context)) : null) };
}

function createFlow({ graph, views, wired }: ValidateContext): Flow {
  const starts = [...views.values()].filter((view) => view.definition?.control === 'start').map((view) => view.node.id);
  const used = (id: string): ReadonlySet<string> => wired.get(id) ?? new Set();
  const fires = ({ from, port }: IndexedEdge): boolean => whyNever(views.get(from), port, used(from)) === null;
  const runs = whatRuns(graph, starts, fires);
  const live = (edges: readonly IndexedEdge[] | undefined): IndexedEdge[] =>
    (edges ?? []).filter((edge) => runs.has(edge.from) && fires(edge));
  const ids = [...graph.nodes.keys()];
  const incoming = new Map(ids.map((id) => [id, live(graph.incoming.get(id))]));
  const outgoing = new Map(ids.map((id) => [id, live(graph.outgoing.get(id))]));
  const ports = new Map([...views].map(([id, view]) => [id, waysOn(view, used(id))]));
  const choices = new Map([...ports].map(([id, list]) => [id, list.length > 1 ? list : null]));
  let reach: Reach | null = null;
  const places = new Map(orderWithMaps(graph).map((id, at) => [id, at]));
  let left = MAX_STEPS;
  return {
    nodes: graph.nodes,
    order: graph.order,
    incoming,
    outgoing,
    starts,
    runs,
    ports,
    choices,
    passage: passages({ ...graph, incoming }, choices),
    place: (id) => places.get(id) ?? 0,
    spend: (steps) => (left -= steps) > 0,
    reach: () => (reach ??= reachOver(graph.order, (id) => (incoming.get(id) ?? []).map((edge) => edge.from))),
  };
}

/** Everything that can be reached over edges that can fire. What nothing leads to inside a map starts with its items. */
function whatRuns(
  graph: GraphAnalysis,
  starts: readonly string[],
  fires: (edge: IndexedEdge) => boolean,
): ReadonlySet<string> {
  const runs = new Set(starts);
  for (const id of runs) {
    for (const edge of graph.outgoing.get(id) ?? []) if (fires(edge)) runs.add(edge.to);
    for (const child of graph.children.get(id) ?? []) if (graph.incoming.get(child)?.length === 0) runs.add(child);
  }
  return runs;
}

function waysOn(view: NodeView, used: ReadonlySet<string>): string[] {
  const ports = view.ports?.map((port) => port.id) ?? [...used];
  return ports.filter((port) => whyNever(view, port, used) === null && (used.has(port) || !MUST_WIRE_PORTS.has(port)));
}

/** Why a port never fires, as the end of a sentence, or null when it may. Ports that are not there are another problem. */
export function whyNever(view: NodeView | undefined, port: string, used: ReadonlySet<string>): string | null {
  if (!view?.definition) return null;
  const { node, definition, config, join } = view;
  if (node.disabled) return port === 'out' ? null : 'is switched off';
  if (port === 'error' && handlesFailure(view, used) !== 'branch') {
    return node.onError === 'continue' ? 'goes on after an error' : 'fails the run on an error';
  }
  const gate = definition.control === 'gate' && config !== null;
  if (port === 'expired' && gate && !(config as { due?: unknown }).due) return 'has no due time';
  // The first taken edge is enough, so it is never out of reach.
  if (port === 'unmet' && join && join.need === 1) return 'goes on with the first branch';
  return null;
}
