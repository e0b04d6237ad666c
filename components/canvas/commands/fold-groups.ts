import { FoldVertical } from 'lucide-react';
import { announce } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { setFolded } from '../groups/fold-store.ts';
import { selectedGroups } from '../groups/selected-groups.ts';
import { select } from '../selection-store.ts';
import { countOf } from './command.ts';
import type { Command } from './command.ts';

/** How one looks at the workflow, so it is no edit and needs no right to any. */
export const foldGroups: Command = {
  id: 'fold-groups',
  group: 'View',
  label: (editor) => (areFolded(editor) ? 'Unfold the group' : 'Fold the group'),
  icon: FoldVertical,
  keys: ['g'],
  undoable: false,
  inMenu: true,
  enabled: (editor) => selectedGroups(editor).length > 0,
  run: (editor) => {
    const groups = selectedGroups(editor);
    const isFolded = areFolded(editor);
    const { nodes } = editor.selection.getState();
    // A part of a group that is selected would unfold it again, and a wire in it would stay selected out of sight.
    if (!isFolded) select(editor.selection, { nodes: [...nodes, ...groups.flatMap((group) => group.nodes)] });
    setFolded(
      editor.folds,
      groups.map((group) => group.id),
      !isFolded,
    );
    announce(editor, `${isFolded ? 'Unfolded' : 'Folded'} ${countOf(groups.length, 'group')}`);
  },
};

function areFolded(editor: EditorContext): boolean {
  const { folded } = editor.folds.getState();
  return selectedGroups(editor).every((group) => folded.has(group.id));
}
