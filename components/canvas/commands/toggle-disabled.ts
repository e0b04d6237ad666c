import { PowerOff } from 'lucide-react';
import { updateNode } from '#core/graph/edit.ts';
import type { GraphNode } from '#core/graph/schema.ts';
import { definitionOf } from '#core/node/define.ts';
import type { EditorContext } from '../editor-context.ts';
import { canEdit, countOf, selectedNodes } from './command.ts';
import type { Command } from './command.ts';

export const toggleDisabled: Command = {
  id: 'toggle-disabled',
  group: 'Edit',
  label: (editor) => (areOff(switchable(editor)) ? 'Switch on' : 'Switch off'),
  icon: PowerOff,
  keys: ['d'],
  undoable: true,
  inMenu: true,
  enabled: (editor) => canEdit(editor) && switchable(editor).length > 0,
  run: (editor) => {
    const nodes = switchable(editor);
    const disabled = areOff(nodes) ? undefined : true;
    editor.graph.apply(`Switch ${disabled ? 'off' : 'on'} ${countOf(nodes.length, 'node')}`, (document) =>
      nodes.reduce((next, node) => updateNode(next, node.id, { disabled }), document),
    );
  },
};

function areOff(nodes: readonly GraphNode[]): boolean {
  return nodes.length > 0 && nodes.every((node) => node.disabled);
}

/** Not every type can be passed by: what starts, ends or decides cannot. */
function switchable(editor: EditorContext): GraphNode[] {
  const selected = new Set(selectedNodes(editor));
  return editor.graph
    .getState()
    .document.spec.nodes.filter(
      (node) => selected.has(node.id) && definitionOf(editor.registry, node.type)?.supports.disable === true,
    );
}
