import { select } from '../selection-store.ts';
import type { Command } from './command.ts';
import { isAnythingSelected } from './delete-selection.ts';

export const clearSelection: Command = {
  id: 'clear-selection',
  group: 'Edit',
  label: () => 'Select nothing',
  keys: ['Escape'],
  undoable: false,
  enabled: isAnythingSelected,
  run: (editor) => select(editor.selection, {}),
};
