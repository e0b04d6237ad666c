import { groupsOf } from '#core/graph/canvas.ts';
import { foldedBox, groupIdOf } from '../groups/group-view.ts';
import type { EditorContext } from '../editor-context.ts';
import type { Move } from './drop-nodes.ts';

/**
 * The same moves, told of nodes and notes. The card of a folded group stands for what it holds; a frame is never dragged
 * without its members, which tell where they are themselves.
 */
export function movesOfMembers(editor: EditorContext, moves: readonly Move[]): Move[] {
  if (!moves.some((move) => groupIdOf(move.id) !== null)) return [...moves];
  const { document } = editor.graph.getState();
  const dragged = new Set(moves.map((move) => move.id));
  return moves.flatMap((move): Move[] => {
    const groupId = groupIdOf(move.id);
    if (groupId === null) return [move];
    if (!editor.folds.getState().folded.has(groupId)) return [];
    const group = groupsOf(document).find(({ id }) => id === groupId);
    const members = document.spec.nodes.filter((node) => group?.nodes.includes(node.id));
    const corners = members.map(({ position }) => ({ ...position, width: 0, height: 0 }));
    const was = foldedBox(corners);
    const [dx, dy] = [move.position.x - was.x, move.position.y - was.y];
    // What is dragged by itself knows better where it is.
    const others = members.filter((node) => !dragged.has(node.id));
    return others.map(({ id, position }) => ({ id, position: { x: position.x + dx, y: position.y + dy } }));
  });
}
