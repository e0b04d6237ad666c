import type { Json, JsonObject } from '../json.ts';
import type { NodeDefinition, NodeRegistry } from '../node/define.ts';
import { analyzeGraph, descendantsOf, nodesInside } from './analysis.ts';
import { groupsOf } from './canvas.ts';
import { type Connection, edgeOf } from './connect.ts';
import { joinGroupOf, settleGroups, ungroupNodes } from './edit-groups.ts';
import { mintId, nodeIds } from './ids.ts';
import { viewNode } from './node-view.ts';
import { edgeId, edgeSource, type GraphEdge, type GraphNode, type WorkflowDocument } from './schema.ts';

/**
 * Pure edits. Nodes and edges that an edit does not touch keep their identity, and an edit that changes nothing gives
 * the document back, so undo is keeping the documents before.
 */
export interface Position {
  x: number;
  y: number;
}

/** Distance between the left sides of a node and the next one. */
export const COLUMN_WIDTH = 320;

/** Adds a node with its type's default settings; the id comes from the title and stays. */
export function addNode(
  document: WorkflowDocument,
  node: { definition: NodeDefinition; position: Position; title?: string; parent?: string; config?: JsonObject },
): { document: WorkflowDocument; id: string } {
  const { definition, position, title, parent } = node;
  const id = mintId(title ?? definition.title, nodeIds(document));
  const created: GraphNode = {
    id,
    type: definition.type,
    ...(title === undefined ? {} : { title }),
    position,
    ...(parent === undefined ? {} : { parent }),
    config: node.config ?? (definition.defaults() as JsonObject),
  };
  return { document: withNodes(document, [...document.spec.nodes, created]), id };
}

export function moveNodes(document: WorkflowDocument, positions: ReadonlyMap<string, Position>): WorkflowDocument {
  return mapNodes(document, (node) => {
    const position = positions.get(node.id);
    const moved = position && (position.x !== node.position.x || position.y !== node.position.y);
    return moved ? { ...node, position } : node;
  });
}

/** Removes nodes with their edges (a map with all it holds) and edges by id. */
export function removeElements(
  document: WorkflowDocument,
  elements: { nodes?: Iterable<string>; edges?: Iterable<string> },
): WorkflowDocument {
  const graph = analyzeGraph(document);
  const gone = new Set([...(elements.nodes ?? [])].flatMap((id) => [id, ...nodesInside(graph, id)]));
  const edges = new Set(elements.edges);
  const without = keep(document.spec.nodes, (node) => !gone.has(node.id));
  const rest = keep(
    document.spec.edges,
    (edge) => !edges.has(edgeId(edge)) && !gone.has(edge.to) && !gone.has(edgeSource(edge).node),
  );
  return withEdges(settleGroups(withNodes(document, without)), rest);
}

/** Draws an edge. Ask `canConnect` first; an edge that is there already stays as it is. */
export function connect(
  document: WorkflowDocument,
  connection: Connection,
  loop?: { max: number } | null,
): WorkflowDocument {
  const edge = edgeOf(connection, loop);
  if (document.spec.edges.some((other) => edgeId(other) === edgeId(edge))) return document;
  return withEdges(document, [...document.spec.edges, edge]);
}

export function disconnect(document: WorkflowDocument, edgeIds: Iterable<string>): WorkflowDocument {
  return removeElements(document, { edges: edgeIds });
}

/** Makes an edge a loop edge, changes how often it is taken, or (null) makes it a forward edge. */
export function setLoop(document: WorkflowDocument, id: string, loop: { max: number } | null): WorkflowDocument {
  return mapEdges(document, (edge) => {
    if (edgeId(edge) !== id || (edge.loop?.max ?? null) === (loop?.max ?? null)) return edge;
    return { from: edge.from, to: edge.to, ...(loop ? { loop } : {}) };
  });
}

/** Moves one end of an edge, or both; it keeps its place in the document and its loop. */
export function reconnect(document: WorkflowDocument, id: string, to: Partial<Connection>): WorkflowDocument {
  return mapEdges(document, (edge) => {
    if (edgeId(edge) !== id) return edge;
    const moved = edgeOf({ from: to.from ?? edgeSource(edge), to: to.to ?? edge.to }, edge.loop);
    const taken = document.spec.edges.some((other) => other !== edge && edgeId(other) === edgeId(moved));
    return taken || edgeId(moved) === id ? edge : moved;
  });
}

/**
 * Puts a node into an edge: what came along the edge now goes through the node's first port that is no error port.
 * Nodes behind it move right to make room. A loop edge keeps its loop on the second half.
 */
export function insertOnEdge(
  document: WorkflowDocument,
  registry: NodeRegistry,
  { edgeId: id, nodeId }: { edgeId: string; nodeId: string },
): WorkflowDocument {
  const graph = analyzeGraph(document);
  const edge = graph.edges.get(id);
  const node = graph.nodes.get(nodeId);
  if (!edge || !node || edge.from === nodeId || edge.to === nodeId) return document;
  const { definition, ports } = viewNode(node, registry);
  const port = ports?.find((candidate) => candidate.kind !== 'error');
  if (!definition?.acceptsInput || !port) return document;
  const halves = [
    edgeOf({ from: { node: edge.from, port: edge.port }, to: nodeId }),
    edgeOf({ from: { node: nodeId, port: port.id }, to: edge.to }, edge.loop),
  ];
  const existing = new Set(document.spec.edges.filter((other) => edgeId(other) !== id).map(edgeId));
  const fresh = halves.filter((half) => !existing.has(edgeId(half)));
  const edges = document.spec.edges.flatMap((other) => (edgeId(other) === id ? fresh : [other]));
  return joinGroupOf(withEdges(makeRoom(document, edge, node), edges), nodeId, [edge.from, edge.to]);
}

function makeRoom(
  document: WorkflowDocument,
  edge: { from: string; to: string; loop: unknown },
  node: GraphNode,
): WorkflowDocument {
  const graph = analyzeGraph(document);
  const from = graph.nodes.get(edge.from)?.position;
  const to = graph.nodes.get(edge.to)?.position;
  // A loop edge runs back over the others; there is no room to make.
  if (!from || !to || edge.loop) return document;
  const shift = Math.max(0, from.x + 2 * COLUMN_WIDTH - to.x);
  const behind = descendantsOf(graph, edge.to).add(edge.to);
  return mapNodes(document, (other) => {
    if (other.id === node.id) {
      const x = shift > 0 ? from.x + COLUMN_WIDTH : Math.round((from.x + to.x) / 2);
      return { ...other, position: { x, y: Math.round((from.y + to.y) / 2) } };
    }
    const moves = shift > 0 && behind.has(other.id) && other.parent === node.parent;
    return moves ? { ...other, position: { x: other.position.x + shift, y: other.position.y } } : other;
  });
}

/** Replaces a node's settings. */
export function updateConfig(document: WorkflowDocument, nodeId: string, config: JsonObject): WorkflowDocument {
  return mapNodes(document, (node) => (node.id === nodeId && node.config !== config ? { ...node, config } : node));
}

export type NodeChange = Partial<
  Pick<GraphNode, 'title' | 'retry' | 'timeout' | 'onError' | 'disabled' | 'pinned'> & {
    fallback: Json;
    parent: string;
  }
>;

/** Changes the fields that all nodes have; a field set to `undefined` is removed. */
export function updateNode(document: WorkflowDocument, nodeId: string, change: NodeChange): WorkflowDocument {
  const changed = mapNodes(document, (node) => (node.id === nodeId ? merged(node, change) : node));
  return 'parent' in change ? leaveGroups(document, changed) : changed;
}

/** Renames a port in a node's edges and in its pin, after a branch's case was renamed. */
export function renamePort(document: WorkflowDocument, nodeId: string, from: string, to: string): WorkflowDocument {
  const pinned = mapNodes(document, (node) =>
    node.id === nodeId && node.pinned?.port === from ? { ...node, pinned: { ...node.pinned, port: to } } : node,
  );
  return mapEdges(pinned, (edge) => {
    const source = edgeSource(edge);
    return source.node === nodeId && source.port === from
      ? edgeOf({ from: { node: nodeId, port: to }, to: edge.to }, edge.loop)
      : edge;
  });
}

/**
 * Moves nodes into a map, or out to the top (null). Edges that would cross the map's border are removed, and nodes leave
 * their group, unless all of it moves.
 */
export function setParent(
  document: WorkflowDocument,
  ids: Iterable<string>,
  parent: string | null,
  positions?: ReadonlyMap<string, Position>,
): WorkflowDocument {
  const moving = new Set(ids);
  const graph = analyzeGraph(document);
  // A map never goes into itself or into what it holds.
  for (const id of [...moving])
    if (id === parent || (parent && nodesInside(graph, id).includes(parent))) moving.delete(id);
  const moved = mapNodes(document, (node) => {
    if (!moving.has(node.id) || (node.parent ?? null) === parent) return node;
    return merged(node, { parent: parent ?? undefined, position: positions?.get(node.id) ?? node.position });
  });
  const parents = new Map(moved.spec.nodes.map((node) => [node.id, node.parent]));
  const edges = keep(moved.spec.edges, (edge) => parents.get(edgeSource(edge).node) === parents.get(edge.to));
  return withEdges(leaveGroups(document, moved), edges);
}

function leaveGroups(before: WorkflowDocument, moved: WorkflowDocument): WorkflowDocument {
  const levels = new Map(before.spec.nodes.map((node) => [node.id, node.parent]));
  const changed = new Set(moved.spec.nodes.filter((node) => levels.get(node.id) !== node.parent).map(({ id }) => id));
  const parted = groupsOf(moved).filter(({ nodes }) => nodes.some((id) => !changed.has(id)));
  return ungroupNodes(
    moved,
    parted.flatMap(({ nodes }) => nodes.filter((id) => changed.has(id))),
  );
}

/** Changes what a workflow takes and its limits; `undefined` removes. */
export function updateSpec(
  document: WorkflowDocument,
  change: Partial<Pick<WorkflowDocument['spec'], 'input' | 'limits' | 'concurrency'>>,
): WorkflowDocument {
  const spec = merged(document.spec, change);
  return spec === document.spec ? document : { ...document, spec };
}

/** The name stays: it is how other programs call the workflow. */
export function updateMetadata(
  document: WorkflowDocument,
  change: Partial<Pick<WorkflowDocument['metadata'], 'title' | 'description'>>,
): WorkflowDocument {
  const metadata = merged(document.metadata, change);
  return metadata === document.metadata ? document : { ...document, metadata };
}

/** `undefined` in the change removes the key, because a document says nothing about what is not there. */
function merged<T extends object>(value: T, change: Partial<NoInfer<T>>): T {
  const entries = Object.entries(change) as [keyof T, unknown][];
  if (entries.every(([key, next]) => value[key] === next)) return value;
  const result = { ...value, ...change };
  for (const [key, next] of entries) if (next === undefined) delete result[key];
  return result;
}

function mapNodes(document: WorkflowDocument, change: (node: GraphNode) => GraphNode): WorkflowDocument {
  return withNodes(document, mapped(document.spec.nodes, change));
}

function mapEdges(document: WorkflowDocument, change: (edge: GraphEdge) => GraphEdge): WorkflowDocument {
  return withEdges(document, mapped(document.spec.edges, change));
}

function withNodes(document: WorkflowDocument, nodes: GraphNode[]): WorkflowDocument {
  return nodes === document.spec.nodes ? document : { ...document, spec: { ...document.spec, nodes } };
}

function withEdges(document: WorkflowDocument, edges: GraphEdge[]): WorkflowDocument {
  return edges === document.spec.edges ? document : { ...document, spec: { ...document.spec, edges } };
}

function mapped<T>(list: T[], change: (item: T) => T): T[] {
  const result = list.map(change);
  return result.every((item, i) => item === list[i]) ? list : result;
}

function keep<T>(list: T[], predicate: (item: T) => boolean): T[] {
  const result = list.filter(predicate);
  return result.length === list.length ? list : result;
}
