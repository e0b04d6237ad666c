import { Copy } from 'lucide-react';
import { announce } from '../editor-context.ts';
import { clipText } from './clip.ts';
import { countOf, selectedNodes } from './command.ts';
import type { Command } from './command.ts';

export const copySelection: Command = {
  id: 'copy-selection',
  group: 'Edit',
  label: () => 'Copy',
  icon: Copy,
  keys: ['Mod+C'],
  viaClipboardEvent: true,
  undoable: false,
  inMenu: true,
  enabled: (editor) => selectedNodes(editor).length > 0,
  run: async (editor) => {
    await navigator.clipboard.writeText(clipText(editor));
    announce(editor, `Copied ${countOf(selectedNodes(editor).length, 'node')}`);
  },
};
