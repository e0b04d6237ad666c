import { FlaskConical } from 'lucide-react';
import { openOverlay } from '../editor-context.ts';
import { onlyNode } from '../selection-store.ts';
import { canEdit, selectedNodes } from './command.ts';
import type { Command } from './command.ts';

/** A test run of the selected node and of what leads to it. */
export const testUpToHere: Command = {
  id: 'test-up-to-here',
  group: 'Workflow',
  label: () => 'Test up to here',
  icon: FlaskConical,
  keys: ['Mod+Shift+Enter'],
  scope: 'everywhere',
  undoable: false,
  inMenu: true,
  enabled: (editor) =>
    canEdit(editor) && selectedNodes(editor).length === 1 && onlyNode(editor.selection.getState()) !== null,
  run: (editor) => {
    const [upTo] = selectedNodes(editor);
    if (upTo !== undefined) openOverlay(editor, { kind: 'run', upTo });
  },
};
