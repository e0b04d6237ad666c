import { Workflow } from 'lucide-react';
import { notify } from '#components/ui/toast.tsx';
import { moveNodes } from '#core/graph/edit.ts';
import { announce } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { layoutNodes } from '../layout/layout-nodes.ts';
import { canEdit, countOf, selectedNodes } from './command.ts';
import type { Command } from './command.ts';

/** Of two selected nodes or more, else of everything. Never by itself: where things stand is somebody's memory of them. */
export const layOut: Command = {
  id: 'lay-out',
  group: 'Arrange',
  label: (editor) => (selectedNodes(editor).length > 1 ? 'Tidy up the selection' : 'Tidy up everything'),
  icon: Workflow,
  keys: ['Shift+L'],
  undoable: true,
  inMenu: true,
  toolbar: 'canvas',
  enabled: (editor) => canEdit(editor) && editor.graph.getState().document.spec.nodes.length > 1,
  run: tidyUp,
};

async function tidyUp(editor: EditorContext): Promise<void> {
  const selected = selectedNodes(editor);
  const ids = selected.length > 1 ? new Set(selected) : null;
  const { document } = editor.graph.getState();
  try {
    const places = await layoutNodes(editor.layout, document, editor.registry, ids);
    const what = countOf(ids?.size ?? document.spec.nodes.length, 'node');
    // What was edited meanwhile stays edited: only places change.
    editor.graph.apply(`Tidy up ${what}`, (latest) => moveNodes(latest, places));
    announce(editor, `Tidied up ${what}`);
  } catch {
    notify.error('The workflow could not be tidied up. Try again, or reload the page.');
  }
}
