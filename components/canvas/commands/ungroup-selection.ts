import { Ungroup } from 'lucide-react';
import { ungroupNodes } from '#core/graph/edit-groups.ts';
import { announce } from '../editor-context.ts';
import { selectedGroups } from '../groups/selected-groups.ts';
import { canEdit, countOf, selectedNodes } from './command.ts';
import type { Command } from './command.ts';

/** Nodes leave the groups that they are in; a group that is selected as a whole is gone with that. */
export const ungroupSelection: Command = {
  id: 'ungroup-selection',
  group: 'Arrange',
  label: () => 'Ungroup',
  icon: Ungroup,
  keys: ['Mod+Shift+G'],
  undoable: true,
  inMenu: true,
  enabled: (editor) => canEdit(editor) && selectedGroups(editor).length > 0,
  run: (editor) => {
    const ids = selectedNodes(editor);
    const grouped = new Set(selectedGroups(editor).flatMap((group) => group.nodes));
    const what = countOf(ids.filter((id) => grouped.has(id)).length, 'node');
    editor.graph.apply(`Ungroup ${what}`, (document) => ungroupNodes(document, ids));
    announce(editor, `Ungrouped ${what}`);
  },
};
