import { Replace } from 'lucide-react';
import { openOverlay } from '../editor-context.ts';
import { fittingTypes } from '../gestures/place-node.ts';
import { screenPlaceOf } from '../gestures/picker-place.ts';
import { onlyNode } from '../selection-store.ts';
import { noteIdOf } from '../to-flow.ts';
import { canEdit } from './command.ts';
import type { Command } from './command.ts';

/** Another type in the same place: the wires stay. */
export const replaceNode: Command = {
  id: 'replace-node',
  group: 'Edit',
  label: () => 'Replace with…',
  icon: Replace,
  keys: ['r'],
  undoable: false,
  inMenu: true,
  enabled: (editor) => {
    const nodeId = onlyNode(editor.selection.getState());
    if (nodeId === null || noteIdOf(nodeId) !== null || !canEdit(editor)) return false;
    return fittingTypes(editor, { kind: 'replace', nodeId }).length > 0;
  },
  run: (editor) => {
    const nodeId = onlyNode(editor.selection.getState());
    if (nodeId === null) return;
    const screen = screenPlaceOf(editor, nodeId);
    openOverlay(editor, { kind: 'picker', purpose: { kind: 'replace', nodeId }, at: { x: 0, y: 0 }, screen });
  },
};
