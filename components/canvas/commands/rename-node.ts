import { PencilLine } from 'lucide-react';
import { onlyNode } from '../selection-store.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

export const renameNode: Command = {
  id: 'rename-node',
  group: 'Edit',
  label: () => 'Rename',
  icon: PencilLine,
  keys: ['F2'],
  undoable: false,
  inMenu: true,
  enabled: (editor) => canEdit(editor) && onlyNode(editor.selection.getState()) !== null,
  run: (editor) => editor.ui.setState((state) => ({ rename: state.rename + 1 })),
};
