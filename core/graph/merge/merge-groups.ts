import { equalJson } from '../../equal-json.ts';
import { type Group, groupsOf } from '../canvas.ts';
import { nodeIds } from '../ids.ts';
import { settledGroups } from '../settle-groups.ts';
import type { GraphNode, WorkflowDocument } from '../schema.ts';
import type { Conflict } from './conflict.ts';
import { changesOf, mergeElement } from './merge-nodes.ts';
import { mergeOrder } from './merge-order.ts';
import type { Sides } from './sides.ts';

/**
 * Groups round the nodes that are left. What they are called and tinted with is merged as that of notes is; what they
 * hold, node by node. Nobody is asked whether there is to be a group: one that has nothing to stand round any more is
 * gone, and one that somebody renamed while another took it away stays, to be taken away once more.
 */
export function mergeGroups(sides: Sides, nodes: readonly GraphNode[], conflicts: Conflict[]): readonly Group[] {
  const [base, mine, theirs] = [byId(sides.base), byId(sides.mine), byId(sides.theirs)];
  const known = { mine: nodeIds(sides.mine), theirs: nodeIds(sides.theirs) };
  const own: Conflict[] = [];
  const kept = new Map<string, Group>();
  for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
    const group = mergeGroup({ base: base.get(id), mine: mine.get(id), theirs: theirs.get(id) }, known, own);
    if (group) kept.set(id, group);
  }
  const order = mergeOrder([...base.keys()], [...mine.keys()], [...theirs.keys()], new Set(kept.keys()));
  const settled = settledGroups(
    order.flatMap((id) => kept.get(id) ?? []),
    nodes,
  );
  const standing = new Set(settled.map((group) => group.id));
  conflicts.push(...own.filter(({ element }) => standing.has(element.id)));
  return settled;
}

type GroupSides = Record<keyof Sides, Group | undefined>;
type Known = Record<'mine' | 'theirs', ReadonlySet<string>>;

function mergeGroup(groups: GroupSides, known: Known, conflicts: Conflict[]): Group | undefined {
  const { base: was, mine: own, theirs: other } = groups;
  if (own && other) {
    const merged = mergeElement('group', { base: was, mine: own, theirs: other }, conflicts);
    const members = mergeMembers({ base: was, mine: own, theirs: other }, known);
    return equalJson(members, merged.nodes) ? merged : { ...merged, nodes: members };
  }
  const left = own ?? other;
  return was && left && changesOf('group', was, left).length === 0 ? undefined : left;
}

/** Who has deleted a node says nothing about where it belongs, should it be kept. */
function mergeMembers(groups: GroupSides, known: Known): string[] {
  const members = (side: keyof Sides): string[] => groups[side]?.nodes ?? [];
  const was = new Set(members('base'));
  const says = (side: 'mine' | 'theirs') => {
    const own = new Set(members(side));
    return (id: string): boolean => (known[side].has(id) ? own.has(id) : was.has(id));
  };
  const [inMine, inTheirs] = [says('mine'), says('theirs')];
  const all = new Set([...was, ...members('mine'), ...members('theirs')]);
  const kept = [...all].filter((id) => (was.has(id) ? inMine(id) && inTheirs(id) : inMine(id) || inTheirs(id)));
  return mergeOrder(members('base'), members('mine'), members('theirs'), new Set(kept));
}

function byId(document: WorkflowDocument): Map<string, Group> {
  return new Map(groupsOf(document).map((group) => [group.id, group]));
}
