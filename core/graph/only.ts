import { readText, stringsIn } from '../expr/check.ts';
import { valueAt, withValue } from '../expr/config-path.ts';
import type { Reference } from '../expr/references.ts';
import type { Json, JsonObject } from '../json.ts';
import type { NodeDefinition, NodeRegistry } from '../node/define.ts';
import { analyzeGraph, enclosingMaps, nodesInside } from './analysis.ts';
import type { GraphAnalysis } from './analysis.ts';
import { edgeOf } from './connect.ts';
import { mintId } from './ids.ts';
import { MUST_WIRE_PORTS, viewNode } from './node-view.ts';
import type { Problem } from './problem.ts';
import { edgeSource, type GraphEdge, type GraphNode, type Pin, type WorkflowDocument } from './schema.ts';

/** A value that a test of one node needs: what another node put out, or the item of a map that the node stands in. */
export interface Need {
  nodeId: string;
  what: 'output' | 'item';
  /** Where the other node may have gone on towards this one. The first counts unless a pin says another. */
  ports: readonly string[];
}

/** What a test of one node has to be told. */
export interface Needs {
  /** In document order; of maps the outer ones first. */
  given: readonly Need[];
  /** Whether the node, or something in it, reads the input of the run. */
  input: boolean;
}

/** Whether a node can be run by itself: everything but where a run begins. */
export function needsOf(document: WorkflowDocument, registry: NodeRegistry, nodeId: string): Needs | null {
  const graph = analyzeGraph(document);
  const node = graph.nodes.get(nodeId);
  if (!node || controlOf(node, registry) === 'start') return null;
  const around = enclosingMaps(graph, nodeId);
  const tested = new Set([nodeId, ...nodesInside(graph, nodeId)]);
  const mentions = [...tested].flatMap((id) => mentionsOf(graph, registry, id));
  const feeding = Map.groupBy(graph.incoming.get(nodeId) ?? [], (edge) => edge.from);
  const wanted = new Set([...feeding.keys(), ...mentions.flatMap((mention) => mention.node ?? [])]);
  const others = [...graph.nodes.values()].filter(
    ({ id, parent }) => wanted.has(id) && !tested.has(id) && !around.includes(id) && isSeen(parent, around),
  );
  const isStart = (other: GraphNode): boolean => controlOf(other, registry) === 'start';
  return {
    given: [
      ...others
        .filter((other) => !isStart(other))
        .map((other): Need => {
          const wired = feeding.get(other.id)?.map((edge) => edge.port) ?? [];
          return { nodeId: other.id, what: 'output', ports: wired.length > 0 ? wired : freePorts(other, registry) };
        }),
      ...around.toReversed().map((id): Need => ({ nodeId: id, what: 'item', ports: [] })),
    ],
    input: mentions.some(({ name }) => name === 'input') || others.some(isStart),
  };
}

/**
 * A workflow that does nothing but run one node, with what it holds: whatever it needs stands beside it as a node with a
 * pinned output, and each map around it has one item. `given` says by node id what these put out, and by the id of such
 * a map its item; without, it is what the node's own pin says, or null. Null for a node that cannot be run by itself.
 */
export function only(
  document: WorkflowDocument,
  registry: NodeRegistry,
  nodeId: string,
  given: Readonly<Record<string, Pin>>,
): WorkflowDocument | null {
  const graph = analyzeGraph(document);
  const needs = needsOf(document, registry, nodeId);
  const node = graph.nodes.get(nodeId);
  const start = [...graph.nodes.values()].find((each) => controlOf(each, registry) === 'start');
  const plain = plainType(registry);
  if (!needs || !node || !start || !plain) return null;
  const part: Part = { graph, registry, plain, ids: new Set(graph.nodes.keys()), nodes: [start], edges: [] };
  const around = enclosingMaps(graph, nodeId).toReversed();
  const path = [...around, nodeId];
  for (const need of needs.given) {
    const pin = given[need.nodeId] ?? graph.nodes.get(need.nodeId)?.pinned ?? { output: null };
    if (need.what === 'item') addMap(part, need.nodeId, pin.output);
    else addStandIn(part, need, pin, path);
  }
  addTested(part, node);
  enter(part, start.id, path[0] ?? nodeId);
  const { canvas: _canvas, concurrency, input, ...spec } = document.spec;
  return {
    ...document,
    spec: {
      ...(needs.input && input ? { input } : {}),
      ...(concurrency?.max === undefined ? {} : { concurrency: { max: concurrency.max } }),
      ...spec,
      nodes: part.nodes,
      edges: part.edges,
    },
  };
}

/** Of the problems of the whole workflow those that a test of one node by itself would meet: its own, and of what it holds. */
export function problemsOfNode(document: WorkflowDocument, nodeId: string, problems: readonly Problem[]): Problem[] {
  const graph = analyzeGraph(document);
  const inside = new Set(nodesInside(graph, nodeId));
  const around = new Set(enclosingMaps(graph, nodeId));
  const isOwn = ({ nodeId: id, edgeId, path = [] }: Problem): boolean => {
    if (id === undefined && edgeId === undefined) return path[1] !== 'concurrency';
    // With such an id among them no run works.
    if (path[0] === 'id') return true;
    // What it stands in is part of the test.
    if (path[0] === 'parent' && id !== undefined) return id === nodeId || inside.has(id) || around.has(id);
    if (edgeId !== undefined) return inside.has(graph.edges.get(edgeId)?.from ?? '');
    // What leads on from the node is left out, and its pin.
    if (id === nodeId) return path[0] === 'config' || path[0] === 'type';
    return id !== undefined && inside.has(id);
  };
  return problems.filter(isOwn);
}

/** The workflow that is being made. */
interface Part {
  graph: GraphAnalysis;
  registry: NodeRegistry;
  /** The type of what stands in for something that no node of the workflow is. */
  plain: NodeDefinition;
  /** Ids that are taken. */
  ids: Set<string>;
  nodes: GraphNode[];
  edges: GraphEdge[];
}

const COLUMN = 320;

/** The way in at the top. Inside a map, what nothing leads to begins by itself. */
function enter(part: Part, start: string, entry: string): void {
  const before = part.edges.flatMap((edge) => (edge.to === entry ? [edgeSource(edge).node] : []));
  for (const id of new Set(before)) connect(part, start, 'out', id);
  const isNext = (part.graph.incoming.get(entry) ?? []).some((edge) => edge.from === start);
  if (before.length === 0 || isNext) connect(part, start, 'out', entry);
}

/** The node with what it holds, as it is but for what would lead away from it. */
function addTested(part: Part, node: GraphNode): void {
  const { graph, registry } = part;
  const { disabled: _disabled, pinned: _pinned, onError, ...rest } = node;
  // Nothing is at its error port here: it fails, and the run says how.
  part.nodes.push(onError === undefined || onError === 'branch' ? rest : { ...rest, onError });
  const inside = new Set(nodesInside(graph, node.id));
  part.nodes.push(...[...graph.nodes.values()].filter(({ id }) => inside.has(id)));
  part.edges.push(
    ...[...graph.edges.values()].filter(({ from, to }) => inside.has(from) && inside.has(to)).map(({ edge }) => edge),
  );
  // A rejection is an answer, and no failure for want of somebody who hears it.
  const ports = (viewNode(node, registry).ports ?? []).map(({ id }) => id);
  const asking = ports.filter((port) => MUST_WIRE_PORTS.has(port) && port !== 'error');
  if (asking.length === 0) return;
  const { x, y } = node.position;
  const after = addPlain(part, { title: 'Ended', position: { x: x + COLUMN, y }, parent: node.parent }, null);
  for (const port of asking) connect(part, node.id, port, after);
}

/** A node that ended before, as its output. Where it leads on to: the node, or the map around it at that level. */
function addStandIn(part: Part, need: Need, pin: Pin, path: readonly string[]): void {
  const { graph, registry } = part;
  const node = graph.nodes.get(need.nodeId);
  const target = path.find((id) => graph.nodes.get(id)?.parent === node?.parent);
  if (!node || target === undefined) return;
  const port = need.ports.find((each) => each === pin.port) ?? need.ports[0] ?? 'out';
  const { id, type, title, position, parent, config } = node;
  // A join would wait for branches that are not here.
  const isJoin = controlOf(node, registry) === 'join';
  const known = !isJoin && (viewNode(node, registry).ports?.some((each) => each.id === port) ?? false);
  const face = { ...(title === undefined ? {} : { title }), position, ...(parent === undefined ? {} : { parent }) };
  const pinned = { output: pin.output, port: known ? port : 'out' };
  // What a node of an unfinished or unknown type would do does not matter, since it does nothing.
  const as = known ? { type, config } : { type: part.plain.type, config: part.plain.defaults() as JsonObject };
  part.nodes.push({ id, ...face, ...as, pinned });
  for (const each of known ? need.ports : ['out']) connect(part, id, each, target);
}

/** A map around the node, over a list of one. */
function addMap(part: Part, mapId: string, item: Json): void {
  const { graph, registry } = part;
  const map = graph.nodes.get(mapId);
  if (!map) return;
  const { definition, config } = viewNode(map, registry);
  const { disabled: _disabled, pinned: _pinned, onError: _onError, ...rest } = map;
  const { x, y } = map.position;
  const face = { title: `Item of ${map.title ?? mapId}`, position: { x: x - COLUMN, y }, parent: map.parent };
  const list = addPlain(part, face, [item]);
  const site = (config === null ? undefined : definition?.expressions(config)[0]?.path) ?? ['items'];
  const base = config === null ? ((definition?.defaults() ?? {}) as JsonObject) : map.config;
  part.nodes.push({ ...rest, config: withValue(base, site, `{{ nodes.${list}.output }}`) as JsonObject });
  connect(part, list, 'out', mapId);
}

function addPlain(
  part: Part,
  face: Pick<GraphNode, 'title' | 'position'> & { parent: string | undefined },
  output: Json,
): string {
  const id = mintId(face.title ?? part.plain.title, part.ids);
  part.ids.add(id);
  const { parent, ...rest } = face;
  const config = part.plain.defaults() as JsonObject;
  part.nodes.push({ id, type: part.plain.type, ...rest, ...(parent ? { parent } : {}), config, pinned: { output } });
  return id;
}

function connect(part: Part, from: string, port: string, to: string): void {
  part.edges.push(edgeOf({ from: { node: from, port }, to }));
}

/** A type that does no harm, needs nothing and goes on at `out`. */
function plainType(registry: NodeRegistry): NodeDefinition | null {
  const fits = (definition: NodeDefinition): boolean => {
    const config = definition.config.safeParse(definition.defaults());
    if (definition.control !== 'task' || !config.success || definition.writes?.(config.data)) return false;
    const goesOn = definition.ports(config.data).some(({ id }) => id === 'out');
    return goesOn && definition.onCrash(config.data) === 'rerun';
  };
  return Object.values(registry).find(fits) ?? null;
}

/** What the expressions of a node name, as far as they can be read. */
function mentionsOf({ nodes }: GraphAnalysis, registry: NodeRegistry, id: string): Reference[] {
  const node = nodes.get(id);
  const { definition, config } = node ? viewNode(node, registry) : { definition: null, config: null };
  if (!node || !definition || config === null) return [];
  return definition.expressions(config).flatMap(({ path, kind }) => {
    const value = valueAt(node.config, path);
    const texts = value === undefined ? [] : stringsIn(value, path);
    return texts.flatMap(({ text }) => readText(text, kind)).flatMap((part) => ('code' in part ? [] : [part]));
  });
}

/** Ports of a node that nothing is said about: any that is no error. */
function freePorts(node: GraphNode, registry: NodeRegistry): string[] {
  const ports = viewNode(node, registry).ports?.filter(({ kind }) => kind !== 'error') ?? [];
  return ports.map(({ id }) => id);
}

/** Whether what stands at this level is seen from inside these maps. */
function isSeen(parent: string | undefined, around: readonly string[]): boolean {
  return parent === undefined || around.includes(parent);
}

function controlOf(node: GraphNode, registry: NodeRegistry) {
  return viewNode(node, registry).definition?.control;
}
