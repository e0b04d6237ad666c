import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { boundsOf } from '#core/graph/arrange.ts';
import { analyzeGraph } from '#core/graph/analysis.ts';
import type { GraphAnalysis } from '#core/graph/analysis.ts';
import type { Position } from '#core/graph/edit.ts';
import type { GraphNode, WorkflowDocument } from '#core/graph/schema.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import { INPUT_HANDLE, MAP_HEADER, MAP_PADDING, cardLayout, containerLayout } from '../card-size.ts';
import type { CardLayout } from '../card-size.ts';
import { GRID, snap } from '../grid.ts';
import { absoluteBoxes, isContainer, layoutOf } from '../to-flow.ts';

/** Gives the boxes of one graph places; the rest of the graph comes back as it was. */
export type LayoutEngine = (graph: ElkNode) => Promise<ElkNode>;

/** Layers stand as far apart as nodes that are added one behind the other. */
const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '80',
  'elk.spacing.nodeNode': '48',
  'elk.spacing.componentComponent': '80',
  // Its routes are not drawn; these are found in the shortest time.
  'elk.edgeRouting': 'POLYLINE',
  // What stands first in the document stays above, so that the same graph always looks the same.
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};
/** The straightest wires, at a price that only small graphs pay in the blink of an eye. */
const STRAIGHT = { 'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX' };
const QUICK = { 'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF', 'elk.layered.thoroughness': '2' };
const SMALL = 100;

interface Layout {
  engine: LayoutEngine;
  document: WorkflowDocument;
  registry: NodeRegistry;
  graph: GraphAnalysis;
}

/**
 * Places from left to right for nodes, relative to their parents as the document has them. `ids`: only these, each map
 * with its content as it is, and the corner of the box around them stays; null: everything, from the inside of maps out.
 * Loop edges lead back and have no say.
 */
export async function layoutNodes(
  engine: LayoutEngine,
  document: WorkflowDocument,
  registry: NodeRegistry,
  ids: ReadonlySet<string> | null,
): Promise<Map<string, Position>> {
  const layout: Layout = { engine, document, registry, graph: analyzeGraph(document) };
  const places = new Map<string, Position>();
  if (ids === null) {
    const top = document.spec.nodes.filter((node) => !layout.graph.nodes.has(node.parent ?? ''));
    await layoutTree(layout, top, cornerOf(document, registry, top), places);
    return places;
  }
  const movable = document.spec.nodes.filter((node) => ids.has(node.id) && !ids.has(node.parent ?? ''));
  for (const siblings of Map.groupBy(movable, (node) => node.parent).values()) {
    const boxes = siblings.map((node) => ({ node, layout: layoutOf(document, registry, node) }));
    for (const [id, place] of await layoutSiblings(layout, boxes, cornerOf(document, registry, siblings)))
      places.set(id, place);
  }
  return places;
}

/** Maps are laid out before what they stand among, because they are as large as what they hold. */
async function layoutTree(
  layout: Layout,
  nodes: readonly GraphNode[],
  corner: Position,
  places: Map<string, Position>,
): Promise<void> {
  const boxes: { node: GraphNode; layout: CardLayout }[] = [];
  for (const node of nodes) {
    if (!isContainer(layout.registry, node)) {
      boxes.push({ node, layout: cardLayout(layout.registry, node) });
      continue;
    }
    const children = (layout.graph.children.get(node.id) ?? []).flatMap((id) => layout.graph.nodes.get(id) ?? []);
    const inside = { x: MAP_PADDING, y: MAP_HEADER + GRID };
    await layoutTree(layout, children, inside, places);
    boxes.push({ node, layout: containerAround(layout, node, children, places) });
  }
  for (const [id, place] of await layoutSiblings(layout, boxes, corner)) places.set(id, place);
}

function containerAround(
  { document, registry }: Layout,
  node: GraphNode,
  children: readonly GraphNode[],
  places: ReadonlyMap<string, Position>,
): CardLayout {
  const boxes = children.map((child) => {
    const { width, height } = layoutOf(document, registry, child);
    return { ...(places.get(child.id) ?? child.position), width, height };
  });
  return containerLayout(registry, node, boxes);
}

async function layoutSiblings(
  { engine, graph }: Layout,
  boxes: readonly { node: GraphNode; layout: CardLayout }[],
  corner: Position,
): Promise<[string, Position][]> {
  const ids = new Set(boxes.map(({ node }) => node.id));
  const edges = [...graph.edges.values()].flatMap((edge): ElkExtendedEdge[] =>
    edge.loop || !ids.has(edge.from) || !ids.has(edge.to) || edge.from === edge.to
      ? []
      : [{ id: edge.id, sources: [portName(edge.from, edge.port)], targets: [portName(edge.to, INPUT_HANDLE)] }],
  );
  const wired = Map.groupBy(new Set(edges.flatMap((edge) => [...edge.sources, ...edge.targets])), nodeOfPort);
  const children = boxes.map(({ node, layout }) => elkNode(node, layout, wired.get(node.id) ?? []));
  const result = await engine({
    id: 'root',
    layoutOptions: { ...OPTIONS, ...(boxes.length > SMALL ? QUICK : STRAIGHT) },
    children,
    edges,
  });
  const placed = (result.children ?? []).map(({ id, x = 0, y = 0, width = 0, height = 0 }) => ({
    id,
    x,
    y,
    width,
    height,
  }));
  const around = boundsOf(placed);
  return placed.map(({ id, x, y }) => [id, { x: snap(x - around.x + corner.x), y: snap(y - around.y + corner.y) }]);
}

/** Drafts have wires at ports that are gone; they still pull their nodes into order. */
function elkNode(node: GraphNode, { width, height, handles }: CardLayout, wired: readonly string[]): ElkNode {
  const known = new Map(handles.map((handle) => [portName(node.id, handle.id), handle]));
  return {
    id: node.id,
    width,
    height,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: wired.map((name) => {
      const isInput = name === portName(node.id, INPUT_HANDLE);
      const handle = known.get(name);
      return {
        id: name,
        x: handle?.x ?? (isInput ? 0 : width),
        y: handle?.y ?? height / 2,
        width: 0,
        height: 0,
        layoutOptions: { 'elk.port.side': isInput ? 'WEST' : 'EAST' },
      };
    }),
  };
}

function nodeOfPort(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

function portName(node: string, port: string): string {
  return `${node}/${port}`;
}

/** Of the box around nodes of one parent, from the corner of that parent. */
function cornerOf(document: WorkflowDocument, registry: NodeRegistry, nodes: readonly GraphNode[]): Position {
  const boxes = absoluteBoxes(document, registry);
  const [first] = nodes;
  const origin = boxes.get(first?.parent ?? '') ?? { x: 0, y: 0 };
  const around = boundsOf(nodes.flatMap((node) => boxes.get(node.id) ?? []));
  return { x: around.x - origin.x, y: around.y - origin.y };
}
