import { lightTrail } from '../problem-store.ts';
import { select } from '../selection-store.ts';
import type { Command } from './command.ts';
import { isAnythingSelected } from './delete-selection.ts';

/** Escape goes one level up: first out of the path of a problem, then out of the selection. */
export const clearSelection: Command = {
  id: 'clear-selection',
  group: 'Edit',
  label: (editor) => (editor.problems.getState().shown ? 'Hide the path' : 'Select nothing'),
  keys: ['Escape'],
  undoable: false,
  enabled: (editor) => editor.problems.getState().shown !== null || isAnythingSelected(editor),
  run: (editor) => {
    if (editor.problems.getState().shown) lightTrail(editor.problems, null);
    else select(editor.selection, {});
  },
};
