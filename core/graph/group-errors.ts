import { didYouMean } from '../suggest.ts';
import { groupsOf } from './canvas.ts';
import type { ShapeError } from './document.ts';
import type { WorkflowDocument } from './schema.ts';

/** Members of groups that are no node, that are in a group already, or that stand on another level than the first one. */
export function groupErrors(document: WorkflowDocument): ShapeError[] {
  const parents = new Map(document.spec.nodes.map((node) => [node.id, node.parent]));
  const owners = new Map<string, string>();
  return groupsOf(document).flatMap((group, i) =>
    group.nodes.flatMap((id, j): ShapeError[] => {
      const path = ['spec', 'canvas', 'groups', i, 'nodes', j];
      if (!parents.has(id))
        return [{ path, message: `There is no node "${id}"${didYouMean(id, [...parents.keys()])}` }];
      const owner = owners.get(id);
      owners.set(id, group.id);
      if (owner !== undefined) return [{ path, message: `The node "${id}" is in the group "${owner}" already` }];
      const [first = id] = group.nodes;
      if (parents.get(first) === parents.get(id)) return [];
      return [
        { path, message: `The node "${id}" is not on the level of "${first}": a group is at the top or in one map` },
      ];
    }),
  );
}
