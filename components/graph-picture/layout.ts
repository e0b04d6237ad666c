import { type CardLayout, cardLayout, type ChildBox, containerLayout } from '#components/canvas/card-size.ts';
import {
  FOLDED_LAYOUT,
  foldedBox,
  frameAround,
  groupFlowId,
  groupView,
  type GroupView,
} from '#components/canvas/groups/group-view.ts';
import { analyzeGraph } from '#core/graph/analysis.ts';
import { boundsOf } from '#core/graph/arrange.ts';
import type { GraphNode, GroupColour, WorkflowDocument } from '#core/graph/schema.ts';
import type { Group } from '#core/graph/canvas.ts';
import { definitionOf, type NodeRegistry, type PaletteGroup } from '#core/node/define.ts';
import type { Point } from './elbow-path.ts';
import { type PictureEdge, routes } from './routes.ts';

export interface PictureNode extends ChildBox {
  id: string;
  node: GraphNode;
  layout: CardLayout;
  /** Null for a type that this version does not know. */
  group: PaletteGroup | null;
  /** Of the box of a folded group: the nodes that it stands for. */
  stands?: { members: readonly string[]; hidden: readonly string[] };
}

export interface PictureNote extends ChildBox {
  id: string;
  text: string;
}

/** A frame round nodes. */
export interface PictureGroup extends ChildBox {
  id: string;
  title: string;
  colour: GroupColour | undefined;
  /** It lies on the map that holds its members; any other below everything. */
  isInMap: boolean;
}

export interface Picture {
  /** Containers before what they hold: they lie below. */
  nodes: PictureNode[];
  edges: PictureEdge[];
  notes: PictureNote[];
  groups: PictureGroup[];
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

/** What of it is drawn, and what is told by a box for all of it. */
export interface PictureOptions {
  /** Null is everything. */
  part?: PicturePart | null;
  /** Ids of groups. */
  folded?: ReadonlySet<string>;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Everything of a workflow that is drawn, in canvas units. Works for broken drafts too. */
export function layoutPicture(
  document: WorkflowDocument,
  registry: NodeRegistry,
  { part = null, folded = NOTHING }: PictureOptions = {},
): Picture {
  const placed = place(document, registry, part);
  const view = groupView(document, folded);
  const { nodes, groups } = view ? withGroups(placed, view) : { nodes: placed, groups: [] };
  const edges = routes(analyzeGraph(document), nodes, view?.standIns);
  const notes = (document.spec.canvas?.notes ?? [])
    .filter((note) => part === null || part.notes.has(note.id))
    .map(({ id, text, position, width, height }) => ({ id, text, ...position, width, height }));
  const bounds = boundsOf([...nodes, ...notes, ...groups, ...edges.map((edge) => edge.extent)]);
  return { nodes, edges, notes, groups, bounds };
}

/** Frames round the groups of which all is drawn, and one box in the place of each that is folded. */
function withGroups(placed: PictureNode[], view: GroupView): Pick<Picture, 'nodes' | 'groups'> {
  const byId = new Map(placed.map((node) => [node.id, node]));
  const membersOf = (group: Group): PictureNode[] => {
    const members = group.nodes.flatMap((id) => byId.get(id) ?? []);
    return members.length === group.nodes.length ? members : [];
  };
  const groups = view.open.flatMap((group): PictureGroup[] => {
    const members = membersOf(group);
    if (members.length === 0) return [];
    const { id, title, colour } = group;
    const isInMap = members[0]?.node.parent !== undefined;
    return [{ ...frameAround(members), id, title, colour, isInMap }];
  });
  const boxes = view.folded.flatMap(({ group, hidden }): PictureNode[] => {
    const members = membersOf(group);
    if (members.length === 0) return [];
    const box = foldedBox(members);
    const id = groupFlowId(group.id);
    const node = { id, type: 'group', title: group.title, position: { x: box.x, y: box.y }, config: {} };
    return [{ ...box, id, node, layout: FOLDED_LAYOUT, group: null, stands: { members: group.nodes, hidden } }];
  });
  return { nodes: [...placed.filter((node) => !view.standIns.has(node.id)), ...boxes], groups };
}
