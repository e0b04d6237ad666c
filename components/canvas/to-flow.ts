import { Position } from '@xyflow/react';
import type { Edge, Node } from '@xyflow/react';
import { analyzeGraph } from '#core/graph/analysis.ts';
import type { PlacedBox } from '#core/graph/arrange.ts';
import type { IndexedEdge } from '#core/graph/analysis.ts';
import { definitionOf } from '#core/node/define.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import type { Note } from '#core/graph/canvas.ts';
import type { GraphNode, WorkflowDocument } from '#core/graph/schema.ts';
import { HANDLE_SIZE, cardLayout, containerLayout } from './card-size.ts';
import type { CardLayout } from './card-size.ts';
import { flowGroups } from './groups/flow-groups.ts';
import type { GroupFlowNode, MemberSource } from './groups/flow-groups.ts';
import { groupView } from './groups/group-view.ts';
import type { LoopShape } from './loop-shape.ts';

export type CardFlowNode = Node<{ node: GraphNode; layout: CardLayout }, 'card' | 'container'>;
export type NoteFlowNode = Node<{ note: Note }, 'note'>;
export type FlowNode = CardFlowNode | NoteFlowNode | GroupFlowNode;

/** With the shape of its way back when it is a loop. */
export interface WireData extends Record<string, unknown>, LoopShape {
  edge: IndexedEdge;
  /** Null where the port needs no name. */
  label: string | null;
  error: boolean;
}
export type FlowEdge = Edge<WireData, 'wire'>;

/** Notes, groups and nodes share React Flow's id space; a node id cannot contain a colon. */
export const noteFlowId = (id: string): string => `note:${id}`;
export const noteIdOf = (flowId: string): string | null => (flowId.startsWith('note:') ? flowId.slice(5) : null);

/**
 * Flow nodes for a document. React Flow adopts a node anew only when its object changed, so whatever did not change
 * keeps its object; whatever did change is a spread of the current one, or its edges would unmount for a frame.
 * A node that is being dragged keeps the position under the pointer, and a note that is being resized its size: the
 * document learns of it when the gesture ends. What stands in a group of `folded` is not there: a card stands for it.
 */
export function reconcileNodes(
  previous: readonly FlowNode[],
  document: WorkflowDocument,
  registry: NodeRegistry,
  selected: ReadonlySet<string>,
  folded: ReadonlySet<string> = NOTHING,
): FlowNode[] {
  const known = new Map(previous.map((node) => [node.id, node]));
  const layouts = layoutAll(document, registry);
  const result: FlowNode[] = [];
  for (const note of document.spec.canvas?.notes ?? []) {
    result.push(noteNode(known.get(noteFlowId(note.id)), note, selected.has(noteFlowId(note.id))));
  }
  const view = groupView(document, folded);
  const groups = view ? flowGroups(known, view, membersOf(document, layouts, known), selected) : [];
  result.push(...groups.filter((group) => group.data.map === null));
  for (const node of parentsFirst(document)) {
    const layout = layouts.get(node.id);
    if (!layout || view?.standIns.has(node.id)) continue;
    result.push(
      cardNode(known.get(node.id), node, layout, registry, selected.has(node.id), layouts.has(node.parent ?? '')),
    );
    // Behind what the map holds.
    if (layout.isContainer) result.push(...groups.filter((group) => group.data.map === node.id));
  }
  return keepArray(previous, result);
}

const NOTHING: ReadonlySet<string> = new Set();

function membersOf(
  document: WorkflowDocument,
  layouts: ReadonlyMap<string, CardLayout>,
  known: ReadonlyMap<string, FlowNode>,
): MemberSource {
  const { nodes } = analyzeGraph(document);
  const positionOf = ({ id, position }: GraphNode): { x: number; y: number } => {
    const current = known.get(id);
    return current?.dragging ? current.position : position;
  };
  const mapOf = (id: string): { id: string; x: number; y: number } | null => {
    const map = nodes.get(nodes.get(id)?.parent ?? '');
    if (!map || !layouts.has(map.id)) return null;
    const [{ x, y }, above] = [positionOf(map), mapOf(map.id)];
    return { id: map.id, x: x + (above?.x ?? 0), y: y + (above?.y ?? 0) };
  };
  return {
    mapOf,
    boxOf: (id) => {
      const [node, layout] = [nodes.get(id), layouts.get(id)];
      if (!node || !layout) return null;
      return { ...positionOf(node), width: layout.width, height: layout.height };
    },
    nameOf: (id) => titleOf(nodes.get(id) ?? { id }),
  };
}

function cardNode(
  previous: FlowNode | undefined,
  node: GraphNode,
  layout: CardLayout,
  registry: NodeRegistry,
  selected: boolean,
  hasParent: boolean,
): FlowNode {
  const current = previous?.type === 'card' || previous?.type === 'container' ? previous : undefined;
  const position = current?.dragging ? current.position : node.position;
  if (
    current?.data.node === node &&
    current.data.layout === layout &&
    Boolean(current.selected) === selected &&
    samePosition(current.position, position)
  ) {
    return current;
  }
  const data = current?.data.node === node && current.data.layout === layout ? current.data : { node, layout };
  return {
    ...current,
    id: node.id,
    type: layout.isContainer ? 'container' : 'card',
    data,
    position: samePosition(current?.position, position) ? (current?.position ?? position) : position,
    parentId: hasParent ? node.parent : undefined,
    selected,
    width: layout.width,
    height: layout.height,
    measured: { width: layout.width, height: layout.height },
    handles: current?.data.layout === layout ? current.handles : flowHandles(layout),
    ariaLabel: `${definitionOf(registry, node.type)?.title ?? node.type}: ${titleOf(node)}`,
    zIndex: layout.isContainer ? 0 : 1,
  };
}

function noteNode(previous: FlowNode | undefined, note: Note, selected: boolean): NoteFlowNode {
  const current = previous?.type === 'note' ? previous : undefined;
  const position = current?.dragging ? current.position : note.position;
  const { width, height } = current?.resizing ? current : note;
  const unchanged = current?.data.note === note && Boolean(current.selected) === selected;
  if (current && unchanged && samePosition(current.position, position)) return current;
  return {
    ...current,
    id: noteFlowId(note.id),
    type: 'note',
    data: current?.data.note === note ? current.data : { note },
    position,
    selected,
    width,
    height,
    measured: { width: width ?? note.width, height: height ?? note.height },
    handles: [],
    ariaLabel: `Note: ${note.text.slice(0, 80)}`,
    zIndex: -1,
  };
}

/** What a person calls a node: its title, or until it has one its id as words (`write_draft` reads "Write draft"). */
export function titleOf(node: Pick<GraphNode, 'id' | 'title'>): string {
  if (node.title !== undefined && node.title !== '') return node.title;
  const words = node.id.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const containerCache = new WeakMap<GraphNode, { key: string; layout: CardLayout }>();

/** Layouts of all nodes. Containers come after what they hold, because they are as large as that. */
function layoutAll(document: WorkflowDocument, registry: NodeRegistry): Map<string, CardLayout> {
  const graph = analyzeGraph(document);
  const layouts = new Map<string, CardLayout>();
  const measure = (node: GraphNode, above: ReadonlySet<string>): CardLayout => {
    const known = layouts.get(node.id);
    if (known) return known;
    const layout = isContainer(registry, node)
      ? measureContainer(node, new Set([...above, node.id]))
      : cardLayout(registry, node);
    layouts.set(node.id, layout);
    return layout;
  };
  const measureContainer = (node: GraphNode, above: ReadonlySet<string>): CardLayout => {
    const boxes = (graph.children.get(node.id) ?? []).flatMap((id) => {
      const child = graph.nodes.get(id);
      if (!child || above.has(id)) return [];
      const { width, height } = measure(child, above);
      return [{ ...child.position, width, height }];
    });
    const key = JSON.stringify(boxes);
    const cached = containerCache.get(node);
    if (cached?.key === key) return cached.layout;
    const layout = containerLayout(registry, node, boxes);
    containerCache.set(node, { key, layout });
    return layout;
  };
  for (const node of graph.nodes.values()) measure(node, new Set());
  return layouts;
}

/** Size and handles of one node, with what it holds as it stands. */
export function layoutOf(document: WorkflowDocument, registry: NodeRegistry, node: GraphNode): CardLayout {
  return isContainer(registry, node)
    ? (layoutAll(document, registry).get(node.id) ?? containerLayout(registry, node, []))
    : cardLayout(registry, node);
}

export type AbsoluteBox = Omit<PlacedBox, 'id'>;

/** Where every node stands on the canvas, its parents' places added up. */
export function absoluteBoxes(document: WorkflowDocument, registry: NodeRegistry): Map<string, AbsoluteBox> {
  const layouts = layoutAll(document, registry);
  const boxes = new Map<string, AbsoluteBox>();
  for (const node of parentsFirst(document)) {
    const layout = layouts.get(node.id);
    if (!layout) continue;
    const origin = boxes.get(node.parent ?? '') ?? { x: 0, y: 0 };
    const { width, height } = layout;
    boxes.set(node.id, { x: origin.x + node.position.x, y: origin.y + node.position.y, width, height });
  }
  return boxes;
}

export function isContainer(registry: NodeRegistry, node: Pick<GraphNode, 'type'>): boolean {
  return definitionOf(registry, node.type)?.control === 'map';
}

/** React Flow wants parents before their children. Children of a map that is gone are drawn at the top; a circle is left out. */
function parentsFirst(document: WorkflowDocument): GraphNode[] {
  const { children, nodes } = analyzeGraph(document);
  const result: GraphNode[] = [];
  const visit = (parent: string): void => {
    for (const id of children.get(parent) ?? []) {
      const node = nodes.get(id);
      if (!node) continue;
      result.push(node);
      visit(id);
    }
  };
  for (const parent of children.keys()) if (!nodes.has(parent)) visit(parent);
  return result;
}

function flowHandles(layout: CardLayout): NonNullable<Node['handles']> {
  return layout.handles.map((handle) => ({
    id: handle.id,
    type: handle.type,
    position: handle.type === 'source' ? Position.Right : Position.Left,
    x: handle.x - HANDLE_SIZE / 2,
    y: handle.y - HANDLE_SIZE / 2,
    width: HANDLE_SIZE,
    height: HANDLE_SIZE,
  }));
}

function samePosition(a: { x: number; y: number } | undefined, b: { x: number; y: number }): boolean {
  return a?.x === b.x && a.y === b.y;
}

/** The previous array when nothing in it changed, so that React has nothing to do. */
export function keepArray<Item>(previous: readonly Item[], next: Item[]): Item[] {
  const same = previous.length === next.length && next.every((item, index) => item === previous[index]);
  return same ? (previous as Item[]) : next;
}
