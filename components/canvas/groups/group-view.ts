import { groupsOf } from '#core/graph/canvas.ts';
import type { Group } from '#core/graph/canvas.ts';
import { boundsOf } from '#core/graph/arrange.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { CardLayout, ChildBox } from '../card-size.ts';
import { CARD_HEIGHT, CARD_WIDTH, INPUT_HANDLE, LOOP_HANDLE } from '../card-size.ts';

/** Around what a group holds, and for its title above. */
const PADDING = 16;
export const GROUP_BAR = 40;

/** A group on the canvas, whose nodes, notes and groups share one id space; a node id has no colon. */
export const groupFlowId = (id: string): string => `group:${id}`;
/** The group that an id of the canvas is of; null for that of anything else. */
export const groupIdOf = (flowId: string): string | null => (flowId.startsWith('group:') ? flowId.slice(6) : null);

export interface FoldedGroup {
  group: Group;
  /** Its members, and all that the maps among them hold. */
  hidden: readonly string[];
}

/** How somebody sees the groups of a document: what is drawn of them, and what they take out of sight. */
export interface GroupView {
  /** Drawn as frames round their members. */
  open: readonly Group[];
  /** Drawn as one card each. */
  folded: readonly FoldedGroup[];
  /** From a node that is out of sight to the canvas id of the card that stands for it. */
  standIns: ReadonlyMap<string, string>;
}

const ALL_SHOWN: ReadonlyMap<string, string> = new Map();

/** Null without groups, which then cost nothing. Of groups in each other (by a map) the outermost that is folded counts. */
export function groupView(document: WorkflowDocument, folded: ReadonlySet<string>): GroupView | null {
  const groups = groupsOf(document);
  if (groups.length === 0) return null;
  if (!groups.some(({ id }) => folded.has(id))) return { open: groups, folded: [], standIns: ALL_SHOWN };
  const standIns = standInsOf(document, groups, folded);
  const hidden = Map.groupBy(standIns.keys(), (id) => standIns.get(id) ?? '');
  const open = groups.filter(({ id, nodes: [first = ''] }) => !folded.has(id) && !standIns.has(first));
  const closed = groups.flatMap((group) => {
    const own = hidden.get(groupFlowId(group.id));
    return own ? [{ group, hidden: own }] : [];
  });
  return { open, folded: closed, standIns };
}

function standInsOf(
  { spec }: WorkflowDocument,
  groups: readonly Group[],
  folded: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const parents = new Map(spec.nodes.map((node) => [node.id, node.parent]));
  const own = new Map(
    groups.flatMap(({ id, nodes }) => (folded.has(id) ? nodes.map((node) => [node, groupFlowId(id)] as const) : [])),
  );
  const standIns = new Map<string, string>();
  for (const { id } of spec.nodes) {
    const seen = new Set<string>();
    for (let at: string | undefined = id; at !== undefined && !seen.has(at); at = parents.get(at)) {
      const standIn = own.get(at);
      if (standIn !== undefined) standIns.set(id, standIn);
      seen.add(at);
    }
  }
  return standIns;
}

/** The frame round the boxes of its members. */
export function frameAround(boxes: readonly ChildBox[]): ChildBox {
  const { x, y, width, height } = boundsOf(boxes);
  return {
    x: x - PADDING,
    y: y - PADDING - GROUP_BAR,
    width: width + 2 * PADDING,
    height: height + 2 * PADDING + GROUP_BAR,
  };
}

/** The card of a folded group stands where its members begin, so that a row of cards stays a row. */
export function foldedBox(boxes: readonly ChildBox[]): ChildBox {
  const { x, y } = boundsOf(boxes);
  return { x, y, width: CARD_WIDTH, height: CARD_HEIGHT };
}

const MIDDLE = CARD_HEIGHT / 2;
/** The port where all wires that leave a folded group begin. */
export const GROUP_OUT = 'out';

/** As a card whose wires all come and go at one height. */
export const FOLDED_LAYOUT: CardLayout = {
  width: CARD_WIDTH,
  height: CARD_HEIGHT,
  rows: [],
  isContainer: false,
  handles: [
    { id: INPUT_HANDLE, type: 'target', x: 0, y: MIDDLE, port: null },
    { id: LOOP_HANDLE, type: 'target', x: 0, y: MIDDLE + 16, port: null },
    { id: GROUP_OUT, type: 'source', x: CARD_WIDTH, y: MIDDLE, port: null },
  ],
};

/** What is selected of a graph is hidden only where all of a folded group is: a part of it was meant by itself. */
export function groupsToUnfold(view: GroupView | null, selected: ReadonlySet<string>): string[] {
  if (!view || selected.size === 0) return [];
  return view.folded.flatMap(({ group, hidden }) => {
    const isMeant = hidden.some((id) => selected.has(id)) && !group.nodes.every((id) => selected.has(id));
    return isMeant ? [group.id] : [];
  });
}
