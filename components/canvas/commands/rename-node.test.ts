import { expect, test } from 'vitest';
import { ungroupNodes } from '#core/graph/edit-groups.ts';
import { makeEditing } from '../gestures/make-editing.ts';
import { select } from '../selection-store.ts';
import { draft, editorOf } from '../testing/editor-of.ts';
import { renameNode } from './rename-node.ts';

test('a node that is all of its group is renamed by the key, its group by the title of the group', () => {
  const editor = editorOf({ document: ungroupNodes(draft, ['done']) });
  select(editor.selection, { nodes: ['gate'] });
  void renameNode.run(editor);
  expect(editor.ui.getState().rename).toEqual({ of: 'node' });
  makeEditing(editor).renameGroup('ending');
  expect([...editor.selection.getState().nodes]).toEqual(['gate']);
  expect(editor.ui.getState().rename).toEqual({ of: 'group' });
});

test('a group of several is renamed by the key, too', () => {
  const editor = editorOf();
  select(editor.selection, { nodes: ['gate', 'done'] });
  void renameNode.run(editor);
  expect(editor.ui.getState().rename).toEqual({ of: 'group' });
});
