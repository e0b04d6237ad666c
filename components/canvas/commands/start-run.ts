import { Play } from 'lucide-react';
import { openOverlay } from '../editor-context.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

export const startRun: Command = {
  id: 'start-run',
  group: 'Workflow',
  label: () => 'Run',
  icon: Play,
  keys: ['Mod+Enter'],
  scope: 'everywhere',
  undoable: false,
  enabled: canEdit,
  run: (editor) => openOverlay(editor, { kind: 'run' }),
};
