import { type Group, groupsOf, withCanvas } from './canvas.ts';
import { mintId } from './ids.ts';
import { settledGroups } from './settle-groups.ts';
import type { GraphNode, WorkflowDocument } from './schema.ts';

/** Of these nodes those that no other of them holds: what a frame round all of them is drawn round. */
export function outermost({ spec }: WorkflowDocument, ids: Iterable<string>): GraphNode[] {
  const wanted = new Set(ids);
  const parents = new Map(spec.nodes.map((node) => [node.id, node.parent]));
  const isHeld = (id: string): boolean => {
    const seen = new Set<string>();
    for (let above = parents.get(id); above !== undefined && !seen.has(above); above = parents.get(above)) {
      if (wanted.has(above)) return true;
      seen.add(above);
    }
    return false;
  };
  return spec.nodes.filter((node) => wanted.has(node.id) && !isHeld(node.id));
}

/**
 * Puts nodes of one level into a group. A group that is among them as a whole takes the others in; else there is a new
 * one, and they leave those that they were in. The id is null, and the document as it was, when they are of several levels.
 */
export function groupNodes(
  document: WorkflowDocument,
  ids: Iterable<string>,
): { document: WorkflowDocument; id: string | null } {
  const members = outermost(document, ids);
  const [first] = members;
  if (!first || members.some((node) => node.parent !== first.parent)) return { document, id: null };
  const wanted = new Set(members.map((node) => node.id));
  const groups = groupsOf(document);
  const whole = groups.find((group) => group.nodes.every((id) => wanted.has(id)));
  const taken = new Set(groups.map((group) => group.id));
  const into: Group = whole ?? { id: mintId('group', taken), title: freeTitle(groups), nodes: [] };
  const grown = { ...into, nodes: [...into.nodes, ...[...wanted].filter((id) => !into.nodes.includes(id))] };
  if (grown.nodes.length === into.nodes.length) return { document, id: into.id };
  const others = without(groups, wanted, into);
  const next = whole ? others.map((group) => (group.id === into.id ? grown : group)) : [...others, grown];
  return { document: withCanvas(document, { groups: next }), id: into.id };
}

/** Takes nodes out of the groups that they are in. A group without nodes is gone. */
export function ungroupNodes(document: WorkflowDocument, ids: Iterable<string>): WorkflowDocument {
  const groups = groupsOf(document);
  const left = without(groups, new Set(ids));
  return left === groups ? document : withCanvas(document, { groups: left });
}

/** Changes what a group is called or tinted with; `colour: undefined` takes the tint away. */
export function updateGroup(
  document: WorkflowDocument,
  id: string,
  change: { title?: string; colour?: Group['colour'] },
): WorkflowDocument {
  const groups = groupsOf(document);
  const group = groups.find((candidate) => candidate.id === id);
  if (!group) return document;
  const { colour, ...rest } = { ...group, ...change };
  if (rest.title === group.title && colour === group.colour) return document;
  const next = { ...rest, ...(colour === undefined ? {} : { colour }) };
  return withCanvas(document, { groups: groups.map((other) => (other === group ? next : other)) });
}

/** A node that is put between two of one group belongs to it, too. */
export function joinGroupOf(
  document: WorkflowDocument,
  nodeId: string,
  neighbours: readonly string[],
): WorkflowDocument {
  const groups = groupsOf(document);
  const group = groups.find(({ nodes }) => neighbours.every((id) => nodes.includes(id)));
  if (!group || group.nodes.includes(nodeId)) return document;
  const others = without(groups, new Set([nodeId]));
  const grown = { ...group, nodes: [...group.nodes, nodeId] };
  return withCanvas(document, { groups: others.map((other) => (other.id === group.id ? grown : other)) });
}

/** Groups without members that are not there, that another group has, or that are of another level. */
export function settleGroups(document: WorkflowDocument): WorkflowDocument {
  const groups = groupsOf(document);
  if (groups.length === 0) return document;
  const settled = settledGroups(groups, document.spec.nodes);
  return settled === groups ? document : withCanvas(document, { groups: settled });
}

function without(groups: readonly Group[], gone: ReadonlySet<string>, except?: Group): readonly Group[] {
  const left = groups.map((group) => {
    if (group === except || !group.nodes.some((id) => gone.has(id))) return group;
    return { ...group, nodes: group.nodes.filter((id) => !gone.has(id)) };
  });
  return left.every((group, i) => group === groups[i]) ? groups : left.filter((group) => group.nodes.length > 0);
}

function freeTitle(groups: readonly Group[]): string {
  const taken = new Set(groups.map((group) => group.title));
  for (let n = 1; ; n++) {
    const title = n === 1 ? 'Group' : `Group ${n}`;
    if (!taken.has(title)) return title;
  }
}
