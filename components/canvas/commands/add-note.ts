import { StickyNote } from 'lucide-react';
import { addNote as addNoteTo } from '#core/graph/edit-notes.ts';
import { announce } from '../editor-context.ts';
import { viewCentre } from '../gestures/picker-place.ts';
import { select } from '../selection-store.ts';
import { noteFlowId } from '../to-flow.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

export const addNote: Command = {
  id: 'add-note',
  group: 'Add',
  label: () => 'Add a note',
  icon: StickyNote,
  keys: ['Shift+S'],
  undoable: true,
  inMenu: true,
  toolbar: 'canvas',
  enabled: canEdit,
  run: (editor) => {
    const { at } = viewCentre(editor);
    let id = '';
    editor.graph.apply('Add note', (document) => {
      const added = addNoteTo(document, {
        text: '',
        position: { x: Math.round(at.x) - 120, y: Math.round(at.y) - 160 },
      });
      id = added.id;
      return added.document;
    });
    select(editor.selection, { nodes: [noteFlowId(id)] });
    announce(editor, 'Added a note');
  },
};
