import type { NodeRegistry } from '../node/define.ts';
import { analyzeGraph, ancestorsOf, type GraphAnalysis, type IndexedEdge } from './analysis.ts';
import { type Legality, legalityFrom } from './legality.ts';
import { type NodeView, viewNodes } from './node-view.ts';
import { edgeId, type GraphEdge, type WorkflowDocument } from './schema.ts';

export interface Connection {
  from: { node: string; port: string };
  to: string;
}

/** `loop`: the edge must be drawn as a loop, because as a forward edge it would close a circle. */
export type ConnectAnswer = { ok: true; loop: boolean } | { ok: false; reason: string };

export interface ConnectOptions {
  /** True: only as a loop. False: only as a forward edge. Left out: whichever works. */
  loop?: boolean;
  /** An edge that the connection replaces (it is being dragged to another end). */
  replaces?: string;
}

const DEFAULT_LOOP_MAX = 3;

/** The edge as the document writes it; the port `out` stays unsaid. */
export function edgeOf({ from, to }: Connection, loop?: { max: number } | null): GraphEdge {
  const source = from.port === 'out' ? from.node : `${from.node}.${from.port}`;
  return { from: source, to, ...(loop ? { loop } : {}) };
}

/** Whether an edge may be drawn, and if not, why, as a sentence. An allowed edge adds no problem of edges or loops. */
export function canConnect(
  document: WorkflowDocument,
  registry: NodeRegistry,
  connection: Connection,
  options: ConnectOptions = {},
): ConnectAnswer {
  return decide(gesture(document, registry, connection.from, options), connection.to);
}

/** The same for every node at once: what a drag from a port may end at. */
export function connectableTargets(
  document: WorkflowDocument,
  registry: NodeRegistry,
  from: Connection['from'],
  options: ConnectOptions = {},
): Map<string, ConnectAnswer> {
  const shared = gesture(document, registry, from, options);
  return new Map([...shared.graph.nodes.keys()].map((id) => [id, decide(shared, id)]));
}

interface Gesture {
  graph: GraphAnalysis;
  views: ReadonlyMap<string, NodeView>;
  from: Connection['from'];
  loop: boolean | undefined;
  /** Reason why nothing can start here, whatever the target. */
  blocked: string | null;
  /** Ids of the edges that are drawn already, also between nodes that do not exist. */
  drawn: ReadonlySet<string>;
  ancestors: ReadonlySet<string>;
  legality: Legality;
}

function gesture(
  original: WorkflowDocument,
  registry: NodeRegistry,
  from: Connection['from'],
  { loop, replaces }: ConnectOptions,
): Gesture {
  const document = replaces === undefined ? original : withoutEdge(original, replaces);
  const graph = analyzeGraph(document);
  const views = viewNodes(graph, registry);
  return {
    graph,
    views,
    from,
    loop,
    blocked: blockedSource(views.get(from.node), from),
    drawn: new Set(document.spec.edges.map(edgeId)),
    ancestors: ancestorsOf(graph, from.node).add(from.node),
    legality: legalityFrom({ document, graph, views, from: from.node }),
  };
}

function blockedSource(view: NodeView | undefined, from: Connection['from']): string | null {
  if (!view) return `There is no node "${from.node}"`;
  if (!view.definition) return `Node type "${view.node.type}" is not supported by this version`;
  if (!view.ports) return 'Its settings have errors, so its ports are unknown';
  if (view.ports.length === 0) return `${view.definition.title} has no output`;
  return view.ports.some((port) => port.id === from.port) ? null : `There is no port "${from.port}"`;
}

function decide(shared: Gesture, to: string): ConnectAnswer {
  const reason = shared.blocked ?? blockedTarget(shared, to);
  if (reason !== null) return { ok: false, reason };
  const closesCircle = shared.ancestors.has(to);
  if (shared.loop === true) return asLoop(shared, to);
  if (!closesCircle) return asForward(shared, to);
  return shared.loop === false ? { ok: false, reason: 'Would create a cycle; draw it as a loop' } : asLoop(shared, to);
}

function blockedTarget({ drawn, views, from }: Gesture, to: string): string | null {
  const target = views.get(to);
  if (!target) return `There is no node "${to}"`;
  if (!target.definition) return `Node type "${target.node.type}" is not supported by this version`;
  if (!target.definition.acceptsInput) return `${target.definition.title} has no input`;
  if (drawn.has(edgeId(edgeOf({ from, to })))) return 'Already connected';
  const source = views.get(from.node);
  if (source?.node.parent !== target.node.parent) return 'Edges do not cross the border of a map';
  return null;
}

function asForward({ legality, from, drawn }: Gesture, to: string): ConnectAnswer {
  const reason = legality.forward(newEdge(from, to, null, drawn.size));
  return reason === null ? { ok: true, loop: false } : { ok: false, reason };
}

function asLoop({ legality, ancestors, from, drawn }: Gesture, to: string): ConnectAnswer {
  if (!ancestors.has(to)) return { ok: false, reason: 'A loop goes back to an earlier node' };
  const reason = legality.loop(newEdge(from, to, { max: DEFAULT_LOOP_MAX }, drawn.size));
  return reason === null ? { ok: true, loop: true } : { ok: false, reason };
}

function newEdge(from: Connection['from'], to: string, loop: IndexedEdge['loop'], index: number): IndexedEdge {
  const edge = edgeOf({ from, to }, loop);
  return { id: edgeId(edge), from: from.node, port: from.port, to, loop, index, edge };
}

function withoutEdge(document: WorkflowDocument, id: string): WorkflowDocument {
  const edges = document.spec.edges.filter((edge) => edgeId(edge) !== id);
  return { ...document, spec: { ...document.spec, edges } };
}
