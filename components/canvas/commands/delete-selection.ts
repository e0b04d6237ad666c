import { Trash2 } from 'lucide-react';
import { removeElements } from '#core/graph/edit.ts';
import { removeNotes } from '#core/graph/edit-notes.ts';
import { announce } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { select } from '../selection-store.ts';
import { titleOf } from '../to-flow.ts';
import { canEdit, countAll, selectedNodes, selectedNotes } from './command.ts';
import type { Command } from './command.ts';

export const deleteSelection: Command = {
  id: 'delete-selection',
  group: 'Edit',
  label: () => 'Delete',
  icon: Trash2,
  keys: ['Delete', 'Backspace'],
  undoable: true,
  inMenu: true,
  toolbar: 'selection',
  destructive: true,
  enabled: (editor) => canEdit(editor) && isAnythingSelected(editor),
  run: (editor) => removeSelection(editor, 'Delete'),
};

export function isAnythingSelected(editor: EditorContext): boolean {
  const { nodes, edges } = editor.selection.getState();
  return nodes.size + edges.size > 0;
}

/** Takes everything selected away, as one history entry that begins with `verb`. */
export function removeSelection(editor: EditorContext, verb: string): void {
  const { edges } = editor.selection.getState();
  const before = editor.graph.getState().document;
  const notes = selectedNotes(editor);
  const wanted = selectedNodes(editor);
  const what = countAll({ nodes: wanted.length, notes: notes.length, edges: edges.size });
  editor.graph.apply(`${verb} ${what}`, (document) =>
    removeNotes(removeElements(document, { nodes: wanted, edges }), notes),
  );
  const [only] = wanted;
  const one = before.spec.nodes.find((node) => node.id === only);
  select(editor.selection, {});
  const isOne = one !== undefined && wanted.length + notes.length + edges.size === 1;
  announce(editor, `${verb === 'Cut' ? 'Cut' : 'Deleted'}: ${isOne ? titleOf(one) : what}`);
}
