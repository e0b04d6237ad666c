import { nodesInside } from '#core/graph/analysis.ts';
import { analyzeGraph } from '#core/graph/analysis.ts';
import { moveNodes, setParent } from '#core/graph/edit.ts';
import { updateNote } from '#core/graph/edit-notes.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { definitionOf } from '#core/node/define.ts';
import type { CanvasPoint } from '../canvas-editing.ts';
import { MAP_HEADER } from '../card-size.ts';
import { countOf } from '../commands/command.ts';
import type { EditorContext } from '../editor-context.ts';
import { absoluteBoxes, noteIdOf } from '../to-flow.ts';
import { containerAt, relative } from './place-node.ts';

interface Move {
  id: string;
  /** As the canvas has it: from the corner of the parent. */
  position: CanvasPoint;
}

/**
 * A drag ended. What was dropped into a map becomes its child, what was dragged out of one leaves it; the map under
 * the pointer decides, because cards are larger than what one aims with.
 */
export function dropNodes(editor: EditorContext, moves: readonly Move[], pointer: CanvasPoint): void {
  editor.graph.apply(`Move ${countOf(moves.length, 'node')}`, (document) => {
    const nodes = moves.filter((move) => noteIdOf(move.id) === null);
    const moved = nodes.length > 0 ? place(editor, document, nodes, pointer) : document;
    return moves.reduce((next, { id, position }) => {
      const note = noteIdOf(id);
      return note === null ? next : updateNote(next, note, { position });
    }, moved);
  });
}

function place(
  editor: EditorContext,
  document: WorkflowDocument,
  moves: readonly Move[],
  pointer: CanvasPoint,
): WorkflowDocument {
  const graph = analyzeGraph(document);
  const dragged = new Set(moves.map((move) => move.id));
  const own = new Set([...dragged].flatMap((id) => [id, ...nodesInside(graph, id)]));
  const target = containerAt(editor, document, pointer, own);
  const boxes = absoluteBoxes(document, editor.registry);
  const stay = new Map<string, CanvasPoint>();
  const change = new Map<string, CanvasPoint>();
  for (const { id, position } of moves) {
    const node = graph.nodes.get(id);
    // What its map carries along has not moved by itself.
    if (!node || dragged.has(node.parent ?? '')) continue;
    const parent = node.parent ?? null;
    const mayLeave = target === null || definitionOf(editor.registry, node.type)?.topLevelOnly !== true;
    if (parent === target || !mayLeave) {
      stay.set(id, parent === null ? position : insideMap(position));
      continue;
    }
    const origin = boxes.get(parent ?? '') ?? { x: 0, y: 0 };
    const absolute = { x: origin.x + position.x, y: origin.y + position.y };
    change.set(id, relative(editor, document, absolute, target ?? undefined));
  }
  const moved = moveNodes(document, stay);
  return change.size > 0 ? setParent(moved, change.keys(), target, change) : moved;
}

function insideMap(position: CanvasPoint): CanvasPoint {
  return { x: Math.max(16, position.x), y: Math.max(MAP_HEADER, position.y) };
}
