import { PencilLine } from 'lucide-react';
import { onlyNode } from '../selection-store.ts';
import type { EditorContext } from '../editor-context.ts';
import { onlyGroup } from '../groups/selected-groups.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

function isGroupSelected(editor: EditorContext): boolean {
  return onlyGroup(editor.graph.getState().document, editor.selection.getState().nodes) !== null;
}

export const renameNode: Command = {
  id: 'rename-node',
  group: 'Edit',
  label: () => 'Rename',
  icon: PencilLine,
  keys: ['F2'],
  undoable: false,
  inMenu: true,
  enabled: (editor) => canEdit(editor) && (onlyNode(editor.selection.getState()) !== null || isGroupSelected(editor)),
  // Of a node that is all of its group, the node: the group is renamed where its title stands.
  run: (editor) =>
    editor.ui.setState({ rename: { of: onlyNode(editor.selection.getState()) === null ? 'group' : 'node' } }),
};
