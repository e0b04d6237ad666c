import { Group as GroupIcon } from 'lucide-react';
import { notify } from '#components/ui/toast.tsx';
import { groupNodes, outermost } from '#core/graph/edit-groups.ts';
import { announce } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { roomInMap } from '../gestures/room-in-map.ts';
import { openNewGroups } from '../groups/new-groups.ts';
import { onlyGroup } from '../groups/selected-groups.ts';
import { canEdit, countOf, selectedNodes } from './command.ts';
import type { Command } from './command.ts';

export const groupSelection: Command = {
  id: 'group-selection',
  group: 'Arrange',
  label: () => 'Group the selection',
  icon: GroupIcon,
  keys: ['Mod+G'],
  undoable: true,
  inMenu: true,
  toolbar: 'selection',
  enabled: (editor) => canEdit(editor) && selectedNodes(editor).length > 1 && !isGroup(editor),
  run: groupSelected,
};

function isGroup(editor: EditorContext): boolean {
  return onlyGroup(editor.graph.getState().document, new Set(selectedNodes(editor))) !== null;
}

/** Nodes of one level; with a whole group among them, that one takes the others in. */
function groupSelected(editor: EditorContext): void {
  const { document } = editor.graph.getState();
  const members = outermost(document, selectedNodes(editor));
  if (members.some((node) => node.parent !== members[0]?.parent)) {
    const reason = 'Nodes inside a map and outside of it cannot be one group';
    notify.error(reason);
    announce(editor, reason);
    return;
  }
  const what = countOf(members.length, 'node');
  editor.graph.apply(`Group ${what}`, (before) => {
    const { document: grouped, id } = groupNodes(before, selectedNodes(editor));
    return id === null ? before : roomInMap(editor, grouped, id);
  });
  openNewGroups(editor, document);
  announce(editor, `Grouped ${what}`);
}
