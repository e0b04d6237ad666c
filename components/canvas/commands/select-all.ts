import { select } from '../selection-store.ts';
import type { Command } from './command.ts';

export const selectAll: Command = {
  id: 'select-all',
  group: 'Edit',
  label: () => 'Select all',
  keys: ['Mod+A'],
  undoable: false,
  enabled: () => true,
  run: (editor) =>
    select(editor.selection, { nodes: editor.graph.getState().document.spec.nodes.map((node) => node.id) }),
};
