import type { EditorContext } from '../editor-context.ts';
import { announce } from '../editor-context.ts';
import { moveElements, selectedBoxes } from '../gestures/move-elements.ts';
import { GRID } from '../grid.ts';
import { canEdit, countAll, selectedNodes, selectedNotes } from './command.ts';
import type { Command } from './command.ts';

function nudge(direction: string, key: string, dx: number, dy: number): Command {
  return {
    id: `nudge-${direction}`,
    group: 'Move',
    label: () => `Move ${direction}`,
    keys: [`Alt+${key}`],
    undoable: true,
    enabled: (editor) => canEdit(editor) && editor.selection.getState().nodes.size > 0,
    run: (editor) => move(editor, dx * GRID, dy * GRID),
  };
}

function move(editor: EditorContext, dx: number, dy: number): void {
  const corners = new Map(selectedBoxes(editor).map((box) => [box.id, { x: box.x + dx, y: box.y + dy }]));
  const counts = { nodes: selectedNodes(editor).length, notes: selectedNotes(editor).length };
  editor.graph.apply(`Move ${countAll(counts)}`, (before) => moveElements(editor, before, corners), 'nudge');
  const [first] = corners.values();
  if (first) announce(editor, `Moved to ${first.x}, ${first.y}`);
}

export const nudgeCommands = [
  nudge('left', 'ArrowLeft', -1, 0),
  nudge('right', 'ArrowRight', 1, 0),
  nudge('up', 'ArrowUp', 0, -1),
  nudge('down', 'ArrowDown', 0, 1),
];
