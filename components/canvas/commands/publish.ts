import { CloudUpload } from 'lucide-react';
import { openOverlay } from '../editor-context.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

export const publish: Command = {
  id: 'publish',
  group: 'Workflow',
  label: () => 'Publish',
  icon: CloudUpload,
  keys: [],
  undoable: false,
  enabled: canEdit,
  run: (editor) => openOverlay(editor, { kind: 'publish' }),
};
