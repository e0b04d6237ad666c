import { expect, test } from 'vitest';
import { groupsOf } from '#core/graph/canvas.ts';
import { makeEditing } from '../gestures/make-editing.ts';
import { setFolded } from '../groups/fold-store.ts';
import { select } from '../selection-store.ts';
import { editorOf } from '../testing/editor-of.ts';
import { clipText } from './clip.ts';
import { groupSelection } from './group-selection.ts';
import { pasteText } from './paste-clip.ts';
import { ungroupSelection } from './ungroup-selection.ts';

/** One whose group, which was folded, is gone: the next one may have its id. */
function editorWithoutGroup(copied: (editor: ReturnType<typeof editorOf>) => string = () => '') {
  const editor = editorOf();
  setFolded(editor.folds, ['ending', 'group'], true);
  select(editor.selection, { nodes: ['gate', 'done'] });
  const text = copied(editor);
  void ungroupSelection.run(editor);
  return { editor, text };
}

const foldedIn = ({ graph, folds }: ReturnType<typeof editorOf>) =>
  groupsOf(graph.getState().document).map(({ id }) => [id, folds.getState().folded.has(id)]);

test('a new group is open, whatever an earlier one with its id was', () => {
  const { editor } = editorWithoutGroup();
  select(editor.selection, { nodes: ['start', 'write'] });
  void groupSelection.run(editor);
  expect(foldedIn(editor)).toEqual([['group', false]]);
  // It stays folded when it takes in more.
  setFolded(editor.folds, ['group'], true);
  select(editor.selection, { nodes: ['start', 'write', 'gate'] });
  void groupSelection.run(editor);
  expect(foldedIn(editor)).toEqual([['group', true]]);
});

test('so is one that is pasted, and one that is copied by dragging; the original stays as it is', () => {
  const { editor, text } = editorWithoutGroup(clipText);
  pasteText(editor, text);
  expect(foldedIn(editor)).toEqual([['ending', false]]);
  const other = editorOf();
  setFolded(other.folds, ['ending', 'ending_2'], true);
  const position = { x: 640, y: 320 };
  makeEditing(other).moved([{ id: 'group:ending', position }], position, { copies: true });
  expect(foldedIn(other)).toEqual([
    ['ending', true],
    ['ending_2', false],
  ]);
});
