import { type CardLayout, cardLayout, type ChildBox, containerLayout } from '#components/canvas/card-size.ts';
import { analyzeGraph } from '#core/graph/analysis.ts';
import { boundsOf } from '#core/graph/arrange.ts';
import type { GraphNode, WorkflowDocument } from '#core/graph/schema.ts';
import { definitionOf, type NodeRegistry, type PaletteGroup } from '#core/node/define.ts';
import type { Point } from './elbow-path.ts';
import { type PictureEdge, routes } from './routes.ts';

export interface PictureNode extends ChildBox {
  id: string;
  node: GraphNode;
  layout: CardLayout;
  /** Null for a type that this version does not know. */
  group: PaletteGroup | null;
}

export interface PictureNote extends ChildBox {
  id: string;
  text: string;
}

export interface Picture {
  /** Containers before what they hold: they lie below. */
  nodes: PictureNode[];
  edges: PictureEdge[];
  notes: PictureNote[];
  /** Just around everything. */
  bounds: ChildBox;
}

/** What of a workflow is drawn; a container brings what it holds. */
export interface PicturePart {
  nodes: ReadonlySet<string>;
  notes: ReadonlySet<string>;
}

/** Sizes bottom up (a container is as large as what it holds), then places top down. */
function place(document: WorkflowDocument, registry: NodeRegistry, part: PicturePart | null): PictureNode[] {
  const { nodes } = analyzeGraph(document);
  // What stands in a container that is gone stands on the canvas.
  const byParent = Map.groupBy(nodes.values(), ({ parent }) => (parent && nodes.has(parent) ? parent : null));
  const placed: PictureNode[] = [];

  function visit(node: GraphNode, origin: Point, above: boolean): ChildBox {
    const at = { x: origin.x + node.position.x, y: origin.y + node.position.y };
    const isDrawn = above || part === null || part.nodes.has(node.id);
    const definition = definitionOf(registry, node.type);
    const slot = placed.length;
    const boxes = (byParent.get(node.id) ?? []).map((child) => visit(child, at, isDrawn));
    const own = boxes.map((box) => ({ ...box, x: box.x - at.x, y: box.y - at.y }));
    const layout = definition?.control === 'map' ? containerLayout(registry, node, own) : cardLayout(registry, node);
    const box = { ...at, width: layout.width, height: layout.height };
    if (isDrawn) placed.splice(slot, 0, { ...box, id: node.id, node, layout, group: definition?.group ?? null });
    return box;
  }

  // A broken draft whose containers hold each other in a circle hangs from nothing, so it is never reached.
  for (const node of byParent.get(null) ?? []) visit(node, { x: 0, y: 0 }, false);
  return placed;
}

/** Everything of a workflow that is drawn, in canvas units. Works for broken drafts too. */
export function layoutPicture(
  document: WorkflowDocument,
  registry: NodeRegistry,
  part: PicturePart | null = null,
): Picture {
  const nodes = place(document, registry, part);
  const edges = routes(analyzeGraph(document), nodes);
  const notes = (document.spec.canvas?.notes ?? [])
    .filter((note) => part === null || part.notes.has(note.id))
    .map(({ id, text, position, width, height }) => ({ id, text, ...position, width, height }));
  return { nodes, edges, notes, bounds: boundsOf([...nodes, ...notes, ...edges.map((edge) => edge.extent)]) };
}
