import { groupsOf } from '#core/graph/canvas.ts';
import type { Group } from '#core/graph/canvas.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { EditorContext } from '../editor-context.ts';

/** The groups that something selected is in. */
export function selectedGroups(editor: EditorContext): Group[] {
  const { nodes } = editor.selection.getState();
  return groupsOf(editor.graph.getState().document).filter((group) => group.nodes.some((id) => nodes.has(id)));
}

/** The group that is selected: all of it and nothing else. A group is selected by what it holds. */
export function onlyGroup(document: WorkflowDocument, selected: ReadonlySet<string>): Group | null {
  const groups = groupsOf(document);
  return groups.find(({ nodes }) => nodes.length === selected.size && nodes.every((id) => selected.has(id))) ?? null;
}
