import { Command as CommandIcon } from 'lucide-react';
import { openOverlay } from '../editor-context.ts';
import type { Command } from './command.ts';

export const openPalette: Command = {
  id: 'open-palette',
  group: 'View',
  label: () => 'All commands and nodes',
  icon: CommandIcon,
  keys: ['Mod+K'],
  scope: 'everywhere',
  undoable: false,
  enabled: () => true,
  run: (editor) => openOverlay(editor, { kind: 'palette' }),
};
