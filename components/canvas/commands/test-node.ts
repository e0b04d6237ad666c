import { TestTube } from 'lucide-react';
import { needsOf } from '#core/graph/only.ts';
import { openOverlay } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { onlyNode } from '../selection-store.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

/** A test run of the selected node alone, on values that the person gives. */
export const testNode: Command = {
  id: 'test-node',
  group: 'Workflow',
  label: () => 'Test this node',
  icon: TestTube,
  keys: [],
  undoable: false,
  inMenu: true,
  enabled: (editor) => canEdit(editor) && tested(editor) !== null,
  run: (editor) => {
    const only = tested(editor);
    if (only !== null) openOverlay(editor, { kind: 'run', only });
  },
};

function tested(editor: EditorContext): string | null {
  const id = onlyNode(editor.selection.getState());
  return id !== null && needsOf(editor.graph.getState().document, editor.registry, id) ? id : null;
}
