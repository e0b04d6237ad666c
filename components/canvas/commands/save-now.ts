import { Save } from 'lucide-react';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

export const saveNow: Command = {
  id: 'save-now',
  group: 'Workflow',
  label: () => 'Save now',
  icon: Save,
  keys: ['Mod+S'],
  scope: 'everywhere',
  undoable: false,
  enabled: canEdit,
  run: (editor) => editor.saveNow(),
};
