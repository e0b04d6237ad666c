import { Copy } from 'lucide-react';
import { announce } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { clipText } from './clip.ts';
import { countAll, selectedNodes, selectedNotes } from './command.ts';
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
  enabled: isSomethingToCopy,
  run: async (editor) => {
    await navigator.clipboard.writeText(clipText(editor));
    tellCopied(editor);
  },
};

export function isSomethingToCopy(editor: EditorContext): boolean {
  return editor.selection.getState().nodes.size > 0;
}

export function tellCopied(editor: EditorContext): void {
  const counts = { nodes: selectedNodes(editor).length, notes: selectedNotes(editor).length };
  announce(editor, `Copied ${countAll(counts)}`);
}
