import { cardLayout, type ChildBox, containerLayout } from '#components/canvas/card-size.ts';
import { edgeId, edgeSource, type GraphNode, type WorkflowDocument } from '#core/graph/schema.ts';
import { definitionOf, type NodeRegistry, type PaletteGroup } from '#core/node/define.ts';
import { elbowPath, type Point } from './elbow-path.ts';

export interface PictureNode extends ChildBox {
  id: string;
  isContainer: boolean;
  /** Null for a type that this version does not know. */
  group: PaletteGroup | null;
}

export interface PictureEdge {
  id: string;
  path: string;
  isLoop: boolean;
}

export interface Picture {
  nodes: PictureNode[];
  edges: PictureEdge[];
  viewBox: string;
}

const MARGIN = 32;
/** A graph of two nodes is not blown up to the size of ten. */
const MIN_WIDTH = 960;
const MIN_HEIGHT = 280;
const STUB = 28;

interface Placed extends PictureNode {
  node: GraphNode;
  handles: ReturnType<typeof cardLayout>['handles'];
}

/** Sizes bottom up (a container is as large as what it holds), then places top down. Containers come first: they lie below. */
function place(document: WorkflowDocument, registry: NodeRegistry): Placed[] {
  const byParent = Map.groupBy(document.spec.nodes, (node) => node.parent ?? null);
  const placed: Placed[] = [];

  function visit(node: GraphNode, origin: Point): ChildBox {
    const at = { x: origin.x + node.position.x, y: origin.y + node.position.y };
    const children = byParent.get(node.id) ?? [];
    const definition = definitionOf(registry, node.type);
    const slot = placed.length;
    const boxes = children.map((child) => visit(child, at));
    const own = boxes.map((box) => ({ ...box, x: box.x - at.x, y: box.y - at.y }));
    const isContainer = definition?.control === 'map';
    const { width, height, handles } = isContainer ? containerLayout(registry, node, own) : cardLayout(registry, node);
    const box = { ...at, width, height };
    placed.splice(slot, 0, { ...box, id: node.id, isContainer, group: definition?.group ?? null, node, handles });
    return box;
  }

  // A broken draft whose containers hold each other in a circle hangs from nothing, so it is never reached.
  for (const node of byParent.get(null) ?? []) visit(node, { x: 0, y: 0 });
  return placed;
}

function routes(document: WorkflowDocument, placed: readonly Placed[]): PictureEdge[] {
  const byId = new Map(placed.map((node) => [node.id, node]));
  return document.spec.edges.flatMap((edge) => {
    const { node, port } = edgeSource(edge);
    const source = byId.get(node);
    const target = byId.get(edge.to);
    if (!source || !target) return [];
    const out = source.handles.find((handle) => handle.id === port && handle.type === 'source');
    const into = target.handles.find(
      (handle) => handle.type === 'target' && (handle.id === 'loop') === Boolean(edge.loop),
    );
    const from = { x: source.x + (out?.x ?? source.width), y: source.y + (out?.y ?? source.height / 2) };
    const to = { x: target.x + (into?.x ?? 0), y: target.y + (into?.y ?? target.height / 2) };
    const below = Math.max(source.y + source.height, target.y + target.height) + STUB;
    return [{ id: edgeId(edge), path: elbowPath(from, to, { stub: STUB, below }), isLoop: Boolean(edge.loop) }];
  });
}

/** Boxes and lines of a workflow, ready to draw, in canvas units. Works for broken drafts too. */
export function layoutPicture(document: WorkflowDocument, registry: NodeRegistry): Picture {
  const placed = place(document, registry);
  const edges = routes(document, placed);
  const left = Math.min(0, ...placed.map((node) => node.x)) - MARGIN;
  const top = Math.min(0, ...placed.map((node) => node.y)) - MARGIN;
  const right = Math.max(0, ...placed.map((node) => node.x + node.width)) + MARGIN;
  const loopRoom = edges.some((edge) => edge.isLoop) ? STUB : 0;
  const bottom = Math.max(0, ...placed.map((node) => node.y + node.height)) + MARGIN + loopRoom;
  const width = Math.max(MIN_WIDTH, right - left);
  const height = Math.max(MIN_HEIGHT, bottom - top);
  const x = left - (width - (right - left)) / 2;
  const y = top - (height - (bottom - top)) / 2;
  const nodes = placed.map((node) => ({
    id: node.id,
    x: node.x,
    y: node.y,
    width: node.width,
    height: node.height,
    isContainer: node.isContainer,
    group: node.group,
  }));
  return { nodes, edges, viewBox: `${x} ${y} ${width} ${height}` };
}
