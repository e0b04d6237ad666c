import type { Group } from './canvas.ts';
import type { GraphNode } from './schema.ts';

/**
 * Groups as a document may have them, after nodes went or two people grouped the same ones: no member that is not there,
 * each in one group (of several, the one whose id comes first, whoever asks), all of a group on the level that most of
 * them are on. A group that is left without members is gone. The very list where nothing is to be settled.
 */
export function settledGroups(groups: readonly Group[], nodes: readonly GraphNode[]): readonly Group[] {
  const levels = new Map(nodes.map((node) => [node.id, node.parent ?? '']));
  const taken = new Set<string>();
  const members = new Map<string, ReadonlySet<string>>();
  for (const group of groups.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const own = new Set(group.nodes.filter((id) => levels.has(id) && !taken.has(id)));
    const level = mostUsed([...own].map((id) => levels.get(id) ?? ''));
    members.set(group.id, new Set([...own].filter((id) => levels.get(id) === level)));
    for (const id of own) taken.add(id);
  }
  const settled = groups.flatMap((group) => {
    const own = [...(members.get(group.id) ?? [])];
    if (own.length > 0 && own.length === group.nodes.length) return [group];
    return own.length > 0 ? [{ ...group, nodes: own }] : [];
  });
  return settled.length === groups.length && settled.every((group, i) => group === groups[i]) ? groups : settled;
}

/** Of two that are used alike, the first by name: the top before every map. */
function mostUsed(names: readonly string[]): string {
  const counts = Map.groupBy(names, (name) => name);
  const [first] = [...counts].sort(([a, as], [b, bs]) => bs.length - as.length || (a < b ? -1 : 1));
  return first?.[0] ?? '';
}
