import { Keyboard } from 'lucide-react';
import { openOverlay } from '../editor-context.ts';
import type { Command } from './command.ts';

export const showHelp: Command = {
  id: 'show-help',
  group: 'View',
  label: () => 'Keyboard shortcuts',
  icon: Keyboard,
  keys: ['?'],
  undoable: false,
  toolbar: 'canvas',
  enabled: () => true,
  run: (editor) => openOverlay(editor, { kind: 'help' }),
};
