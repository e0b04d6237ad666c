import { Maximize2 } from 'lucide-react';
import { openOverlay } from '../editor-context.ts';
import { onlyNode } from '../selection-store.ts';
import { selectedNodes } from './command.ts';
import type { Command } from './command.ts';

/** One node on the whole screen: what it can use, its settings, and what came out the last time. */
export const focusMode: Command = {
  id: 'open-focus-mode',
  group: 'Edit',
  label: () => 'Open in focus mode',
  icon: Maximize2,
  keys: ['Shift+Enter'],
  scope: 'canvas',
  undoable: false,
  inMenu: true,
  enabled: (editor) => onlyNode(editor.selection.getState()) !== null && selectedNodes(editor).length === 1,
  run: (editor) => openOverlay(editor, { kind: 'focus' }),
};
