import { Redo2 } from 'lucide-react';
import { announce } from '../editor-context.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

export const redo: Command = {
  id: 'redo',
  group: 'Edit',
  label: (editor) => {
    const next = editor.graph.getState().history.future[0];
    return next ? `Redo ${next.label.toLowerCase()}` : 'Redo';
  },
  icon: Redo2,
  keys: ['Mod+Shift+Z', 'Mod+Y'],
  undoable: false,
  toolbar: 'history',
  enabled: (editor) => canEdit(editor) && editor.graph.getState().history.future.length > 0,
  run: (editor) => {
    const label = editor.graph.redo();
    if (label !== null) announce(editor, `Redone: ${label}`);
  },
};
