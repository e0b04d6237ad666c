import { moveNodes } from '#core/graph/edit.ts';
import type { EditorContext } from '../editor-context.ts';
import { announce } from '../editor-context.ts';
import { canEdit, countOf, selectedNodes } from './command.ts';
import type { Command } from './command.ts';

const GRID = 8;

function nudge(direction: string, key: string, dx: number, dy: number): Command {
  return {
    id: `nudge-${direction}`,
    group: 'Move',
    label: () => `Move ${direction}`,
    keys: [`Alt+${key}`],
    undoable: true,
    enabled: (editor) => canEdit(editor) && selectedNodes(editor).length > 0,
    run: (editor) => move(editor, dx * GRID, dy * GRID),
  };
}

function move(editor: EditorContext, dx: number, dy: number): void {
  const selected = new Set(selectedNodes(editor));
  const { document } = editor.graph.getState();
  const positions = new Map(
    document.spec.nodes
      // What stands in a map that moves too is carried along.
      .filter((node) => selected.has(node.id) && !selected.has(node.parent ?? ''))
      .map((node) => [node.id, { x: node.position.x + dx, y: node.position.y + dy }]),
  );
  editor.graph.apply(`Move ${countOf(selected.size, 'node')}`, (before) => moveNodes(before, positions), 'nudge');
  const [first] = positions.values();
  if (first) announce(editor, `Moved to ${first.x}, ${first.y}`);
}

export const nudgeCommands = [
  nudge('left', 'ArrowLeft', -1, 0),
  nudge('right', 'ArrowRight', 1, 0),
  nudge('up', 'ArrowUp', 0, -1),
  nudge('down', 'ArrowDown', 0, 1),
];
