import { analyzeGraph, nodesInside } from '#core/graph/analysis.ts';
import { moveNodes, setParent } from '#core/graph/edit.ts';
import { updateNote } from '#core/graph/edit-notes.ts';
import { copy, paste } from '#core/graph/paste.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { definitionOf } from '#core/node/define.ts';
import type { CanvasPoint } from '../canvas-editing.ts';
import { countAll } from '../commands/command.ts';
import type { EditorContext } from '../editor-context.ts';
import { openNewGroups } from '../groups/new-groups.ts';
import { select } from '../selection-store.ts';
import { absoluteBoxes, noteFlowId, noteIdOf } from '../to-flow.ts';
import { insideMap } from './move-elements.ts';
import { containerAt, relative } from './place-node.ts';

export interface Move {
  id: string;
  /** As the canvas has it: from the corner of the parent. */
  position: CanvasPoint;
}

/**
 * A drag ended. What was dropped into a map becomes its child, what was dragged out of one leaves it; the map under
 * the pointer decides, because cards are larger than what one aims with.
 */
export function dropNodes(editor: EditorContext, moves: readonly Move[], pointer: CanvasPoint): void {
  editor.graph.apply(`Move ${countMoves(moves)}`, (document) => {
    const nodes = moves.filter((move) => noteIdOf(move.id) === null);
    const moved = nodes.length > 0 ? place(editor, document, nodes, pointer) : document;
    return moves.reduce((next, { id, position }) => {
      const note = noteIdOf(id);
      return note === null ? next : updateNote(next, note, { position });
    }, moved);
  });
}

/** The same drag with Alt held: the originals stay, and copies of them come where they were dropped. */
export function dropCopies(editor: EditorContext, moves: readonly Move[], pointer: CanvasPoint): void {
  const before = editor.graph.getState().document;
  let added: string[] = [];
  editor.graph.apply(`Duplicate ${countMoves(moves)}`, (document) => {
    const nodes = moves.filter((move) => noteIdOf(move.id) === null);
    const notes = moves.flatMap((move) => noteIdOf(move.id) ?? []);
    const clip = copy(
      document,
      nodes.map((move) => move.id),
      notes,
    );
    const pasted = paste(document, editor.registry, clip, { offset: { x: 0, y: 0 }, parent: null });
    added = [...pasted.ids, ...pasted.noteIds.map(noteFlowId)];
    const boxes = absoluteBoxes(document, editor.registry);
    const parents = new Map(document.spec.nodes.map((node) => [node.id, node.parent]));
    const copies = nodes.flatMap(({ id, position }) => {
      const twin = pasted.copies.get(id);
      const origin = boxes.get(parents.get(id) ?? '') ?? { x: 0, y: 0 };
      return twin === undefined ? [] : [{ id: twin, position: { x: origin.x + position.x, y: origin.y + position.y } }];
    });
    const placed = place(editor, pasted.document, copies, pointer);
    return moves
      .filter((move) => noteIdOf(move.id) !== null)
      .reduce((next, { position }, index) => updateNote(next, pasted.noteIds[index] ?? '', { position }), placed);
  });
  openNewGroups(editor, before);
  if (added.length > 0) select(editor.selection, { nodes: added });
}

function countMoves(moves: readonly Move[]): string {
  const notes = moves.filter((move) => noteIdOf(move.id) !== null).length;
  return countAll({ nodes: moves.length - notes, notes });
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
