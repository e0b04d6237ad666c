import { Undo2 } from 'lucide-react';
import { announce } from '../editor-context.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

export const undo: Command = {
  id: 'undo',
  group: 'Edit',
  label: (editor) => {
    const last = editor.graph.getState().history.past.at(-1);
    return last ? `Undo ${last.label.toLowerCase()}` : 'Undo';
  },
  icon: Undo2,
  keys: ['Mod+Z'],
  undoable: false,
  toolbar: 'history',
  enabled: (editor) => canEdit(editor) && editor.graph.getState().history.past.length > 0,
  run: (editor) => {
    const label = editor.graph.undo();
    if (label !== null) announce(editor, `Undone: ${label}`);
  },
};
