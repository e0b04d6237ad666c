import { Plus } from 'lucide-react';
import { openOverlay } from '../editor-context.ts';
import { pickerAtSelection } from '../gestures/picker-place.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

/** Opens the picker: into the selected wire, behind the selected node, or in the middle of what is in view. */
export const addNode: Command = {
  id: 'add-node',
  group: 'Add',
  label: () => 'Add a node',
  icon: Plus,
  keys: ['n'],
  undoable: false,
  inMenu: true,
  enabled: canEdit,
  run: (editor) => openOverlay(editor, { kind: 'picker', ...pickerAtSelection(editor) }),
};
