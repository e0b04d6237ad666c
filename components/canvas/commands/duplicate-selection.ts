import { CopyPlus } from 'lucide-react';
import { clipOfSelection } from './clip.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';
import { isSomethingToCopy } from './copy-selection.ts';
import { insertClip } from './paste-clip.ts';

export const duplicateSelection: Command = {
  id: 'duplicate-selection',
  group: 'Edit',
  label: () => 'Duplicate',
  icon: CopyPlus,
  keys: ['Mod+D'],
  undoable: true,
  inMenu: true,
  toolbar: 'selection',
  enabled: (editor) => canEdit(editor) && isSomethingToCopy(editor),
  run: (editor) => void insertClip(editor, clipOfSelection(editor), 'Duplicate'),
};
