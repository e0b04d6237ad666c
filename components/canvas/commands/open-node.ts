import { onlyNode } from '../selection-store.ts';
import type { Command } from './command.ts';

/** Puts the focus into the inspector. */
export const openNode: Command = {
  id: 'open-node',
  group: 'Edit',
  label: () => 'Open in the inspector',
  keys: ['Enter'],
  scope: 'canvas',
  undoable: false,
  enabled: (editor) => onlyNode(editor.selection.getState()) !== null,
  run: (editor) => {
    const nodeId = onlyNode(editor.selection.getState());
    if (nodeId) editor.ui.setState({ focus: { nodeId, path: '' } });
  },
};
