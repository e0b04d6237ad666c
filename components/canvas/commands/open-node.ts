import type { EditorContext } from '../editor-context.ts';
import { onlyNode } from '../selection-store.ts';
import { noteIdOf } from '../to-flow.ts';
import type { Command } from './command.ts';

/** Puts the focus into the inspector, or into the text of a note. */
export const openNode: Command = {
  id: 'open-node',
  group: 'Edit',
  label: () => 'Open in the inspector',
  keys: ['Enter'],
  scope: 'canvas',
  undoable: false,
  enabled: (editor) => {
    const { nodes, edges } = editor.selection.getState();
    return nodes.size + edges.size === 1;
  },
  run: openSelected,
};

export function openSelected(editor: EditorContext): void {
  const nodeId = onlyNode(editor.selection.getState());
  if (nodeId !== null && noteIdOf(nodeId) === null) editor.ui.setState({ focus: { nodeId, path: '' } });
  else {
    const within = nodeId === null ? 'aside[aria-label="Inspector"]' : `[data-id="${CSS.escape(nodeId)}"]`;
    document.querySelector<HTMLElement>(`${within} :is(input, textarea, button)`)?.focus();
  }
}
