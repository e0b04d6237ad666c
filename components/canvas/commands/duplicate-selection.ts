import { CopyPlus } from 'lucide-react';
import { copy } from '#core/graph/paste.ts';
import { canEdit, selectedNodes } from './command.ts';
import type { Command } from './command.ts';
import { insertClip } from './paste-clip.ts';

export const duplicateSelection: Command = {
  id: 'duplicate-selection',
  group: 'Edit',
  label: () => 'Duplicate',
  icon: CopyPlus,
  keys: ['Mod+D'],
  undoable: true,
  inMenu: true,
  enabled: (editor) => canEdit(editor) && selectedNodes(editor).length > 0,
  run: (editor) => {
    const { document } = editor.graph.getState();
    insertClip(editor, copy(document, selectedNodes(editor)), 'Duplicate');
  },
};
