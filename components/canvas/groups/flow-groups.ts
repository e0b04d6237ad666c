import { Position } from '@xyflow/react';
import type { Node } from '@xyflow/react';
import type { Group } from '#core/graph/canvas.ts';
import type { ChildBox } from '../card-size.ts';
import { HANDLE_SIZE } from '../card-size.ts';
import { FOLDED_LAYOUT, foldedBox, frameAround, groupFlowId } from './group-view.ts';
import type { GroupView } from './group-view.ts';

export interface GroupData extends Record<string, unknown> {
  group: Group;
  /** What its card stands for when it is folded. */
  hidden: readonly string[];
  /** What its members are called. */
  names: string;
  /** The map that it stands in. */
  map: string | null;
}
/** `frame`: behind its members. `folded`: in their place. */
export type GroupFlowNode = Node<GroupData, 'frame' | 'folded'>;

/** What a group is drawn by: its members as the canvas has them. */
export interface MemberSource {
  /** From the corner of what holds it, as everything of one level. Null for a node that is not there. */
  boxOf(id: string): ChildBox | null;
  /** The map that holds it, if one is drawn, and where that stands on the canvas. */
  mapOf(id: string): { id: string; x: number; y: number } | null;
  nameOf(id: string): string;
}

/** Flow nodes for the groups. They follow from their members, so nothing of them is kept but their identity. */
export function flowGroups(
  known: ReadonlyMap<string, Node>,
  view: GroupView,
  members: MemberSource,
  selected: ReadonlySet<string>,
): GroupFlowNode[] {
  const frames = view.open.map((group) => groupNode(known, { group, hidden: [] }, 'frame', members, selected));
  const cards = view.folded.map((folded) => groupNode(known, folded, 'folded', members, selected));
  return [...frames, ...cards].filter((node) => node !== null);
}

function groupNode(
  known: ReadonlyMap<string, Node>,
  { group, hidden }: { group: Group; hidden: readonly string[] },
  type: 'frame' | 'folded',
  members: MemberSource,
  selected: ReadonlySet<string>,
): GroupFlowNode | null {
  const boxes = group.nodes.flatMap((id) => members.boxOf(id) ?? []);
  if (boxes.length === 0) return null;
  const previous = known.get(groupFlowId(group.id)) as GroupFlowNode | undefined;
  const current = previous?.type === type ? previous : undefined;
  const map = members.mapOf(group.nodes[0] ?? '');
  const { width, height, ...corner } = type === 'frame' ? frameAround(boxes) : foldedBox(boxes);
  // As a child of the map, a frame would lie above the wires in it.
  const [x, y] = type === 'frame' && map ? [corner.x + map.x, corner.y + map.y] : [corner.x, corner.y];
  // A card in the hand is ahead of what it stands for.
  const position = current?.dragging && type === 'folded' ? current.position : { x, y };
  const isSelected = group.nodes.every((id) => selected.has(id));
  const names = group.nodes.map((id) => members.nameOf(id)).join(', ');
  const data = { group, hidden, names, map: map?.id ?? null };
  const same = current && sameData(current.data, data) ? current : undefined;
  const parentId = type === 'folded' ? map?.id : undefined;
  const stands = same?.position.x === position.x && same.position.y === position.y && same.parentId === parentId;
  if (same && stands && same.width === width && same.height === height && same.selected === isSelected) return same;
  return {
    ...current,
    ...FIXED[type],
    id: groupFlowId(group.id),
    type,
    data: same?.data ?? data,
    position,
    parentId,
    selected: isSelected,
    width,
    height,
    measured: { width, height },
    zIndex: type === 'folded' ? 1 : map ? 0 : -2,
    ariaLabel: `Group: ${group.title}`,
  };
}

function sameData(a: GroupData, b: GroupData): boolean {
  return a.group === b.group && a.names === b.names && a.map === b.map && a.hidden.join() === b.hidden.join();
}

/** Its buttons take the focus and the clicks; what is selected are its members. */
const FIXED = {
  frame: { selectable: false, focusable: false, handles: [], style: { pointerEvents: 'none' } },
  folded: { selectable: false, focusable: false, handles: foldedHandles() },
} as const satisfies Record<string, Partial<Node>>;

function foldedHandles(): NonNullable<Node['handles']> {
  return FOLDED_LAYOUT.handles.map(({ id, type, x, y }) => ({
    id,
    type,
    position: type === 'source' ? Position.Right : Position.Left,
    x: x - HANDLE_SIZE / 2,
    y: y - HANDLE_SIZE / 2,
    width: HANDLE_SIZE,
    height: HANDLE_SIZE,
  }));
}

/** React Flow knows nothing of what a folded group hides: what happens to the selection of its card happens to all of it. */
export function selectsOfMembers<T extends { id: string }>(changes: readonly T[], shown: readonly Node[]): T[] {
  const cards = new Map(
    shown.filter((node) => node.type === 'folded').map((card) => [card.id, (card.data as GroupData).hidden]),
  );
  return changes.flatMap((change) => cards.get(change.id)?.map((id) => ({ ...change, id })) ?? [change]);
}

/** Frames round their members while these are dragged; everything else, and all of it without frames, stays as it is. */
export function followMembers<T extends Node>(nodes: T[]): T[] {
  if (!nodes.some((node) => node.type === 'frame')) return nodes;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return nodes.map((node) => {
    if (node.type !== 'frame') return node;
    const { group } = node.data as GroupData;
    const boxes = group.nodes.flatMap((id) => {
      const member = byId.get(id);
      return member ? [{ ...cornerOf(member, byId), width: member.width ?? 0, height: member.height ?? 0 }] : [];
    });
    const { x, y, width, height } = frameAround(boxes);
    const { position } = node;
    if (position.x === x && position.y === y && node.width === width && node.height === height) return node;
    return { ...node, position: { x, y }, width, height, measured: { width, height } };
  });
}

/** On the canvas. */
function cornerOf(node: Node, byId: ReadonlyMap<string, Node>): { x: number; y: number } {
  const parent = byId.get(node.parentId ?? '');
  if (!parent) return node.position;
  const { x, y } = cornerOf(parent, byId);
  return { x: x + node.position.x, y: y + node.position.y };
}
