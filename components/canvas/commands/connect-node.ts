import { Spline } from 'lucide-react';
import { openOverlay } from '../editor-context.ts';
import { screenPlaceOf } from '../gestures/picker-place.ts';
import { canEdit, selectedNodes } from './command.ts';
import type { Command } from './command.ts';

/** Drawing a wire without a mouse: port and target are chosen from a list. */
export const connectNode: Command = {
  id: 'connect-node',
  group: 'Edit',
  label: () => 'Connect to…',
  icon: Spline,
  keys: ['c'],
  undoable: false,
  inMenu: true,
  enabled: (editor) => canEdit(editor) && selectedNodes(editor).length === 1,
  run: (editor) => {
    const [node] = selectedNodes(editor);
    if (node) openOverlay(editor, { kind: 'connect-list', node, screen: screenPlaceOf(editor, node) });
  },
};
