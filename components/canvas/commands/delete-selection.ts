import { Trash2 } from 'lucide-react';
import { removeElements } from '#core/graph/edit.ts';
import { removeNotes } from '#core/graph/edit-notes.ts';
import type { EditorContext } from '../editor-context.ts';
import { select } from '../selection-store.ts';
import { noteIdOf } from '../to-flow.ts';
import { canEdit, countOf, selectedNodes } from './command.ts';
import type { Command } from './command.ts';

export const deleteSelection: Command = {
  id: 'delete-selection',
  group: 'Edit',
  label: () => 'Delete',
  icon: Trash2,
  keys: ['Delete', 'Backspace'],
  undoable: true,
  inMenu: true,
  enabled: (editor) => canEdit(editor) && isAnythingSelected(editor),
  run: (editor) => removeSelection(editor, 'Delete'),
};

export function isAnythingSelected(editor: EditorContext): boolean {
  const { nodes, edges } = editor.selection.getState();
  return nodes.size + edges.size > 0;
}

/** Takes everything selected away, as one history entry that begins with `verb`. */
export function removeSelection(editor: EditorContext, verb: string): void {
  const { nodes, edges } = editor.selection.getState();
  const notes = [...nodes].flatMap((id) => noteIdOf(id) ?? []);
  const wanted = selectedNodes(editor);
  const what = [
    ...(wanted.length > 0 ? [countOf(wanted.length, 'node')] : []),
    ...(notes.length > 0 ? [countOf(notes.length, 'note')] : []),
    ...(edges.size > 0 ? [countOf(edges.size, 'connection')] : []),
  ].join(' and ');
  editor.graph.apply(`${verb} ${what}`, (document) =>
    removeNotes(removeElements(document, { nodes: wanted, edges }), notes),
  );
  select(editor.selection, {});
}
