import { Scissors } from 'lucide-react';
import { clipText } from './clip.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';
import { isSomethingToCopy } from './copy-selection.ts';
import { removeSelection } from './delete-selection.ts';

export const cutSelection: Command = {
  id: 'cut-selection',
  group: 'Edit',
  label: () => 'Cut',
  icon: Scissors,
  keys: ['Mod+X'],
  viaClipboardEvent: true,
  undoable: true,
  inMenu: true,
  enabled: (editor) => canEdit(editor) && isSomethingToCopy(editor),
  run: async (editor) => {
    await navigator.clipboard.writeText(clipText(editor));
    removeSelection(editor, 'Cut');
  },
};
