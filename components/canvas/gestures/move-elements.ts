import type { PlacedBox } from '#core/graph/arrange.ts';
import { moveNodes } from '#core/graph/edit.ts';
import type { Position } from '#core/graph/edit.ts';
import { updateNote } from '#core/graph/edit-notes.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { MAP_HEADER, MAP_INSET } from '../card-size.ts';
import type { EditorContext } from '../editor-context.ts';
import { absoluteBoxes, noteFlowId, noteIdOf } from '../to-flow.ts';

/** What is selected and moves by itself, as boxes on the canvas: a map carries what it holds. Ids are canvas ids. */
export function selectedBoxes(editor: EditorContext): PlacedBox[] {
  const { document } = editor.graph.getState();
  const selected = editor.selection.getState().nodes;
  const boxes = absoluteBoxes(document, editor.registry);
  const nodes = document.spec.nodes.flatMap((node) => {
    const box = boxes.get(node.id);
    return box && selected.has(node.id) && !selected.has(node.parent ?? '') ? [{ id: node.id, ...box }] : [];
  });
  const notes = (document.spec.canvas?.notes ?? []).flatMap(({ id, position, width, height }) =>
    selected.has(noteFlowId(id)) ? [{ id: noteFlowId(id), ...position, width, height }] : [],
  );
  return [...nodes, ...notes];
}

/** Moves nodes and notes by their canvas ids to corners on the canvas. What stands in a map stays inside it. */
export function moveElements(
  editor: Pick<EditorContext, 'registry'>,
  document: WorkflowDocument,
  corners: ReadonlyMap<string, Position>,
): WorkflowDocument {
  const boxes = absoluteBoxes(document, editor.registry);
  const places = new Map<string, Position>();
  for (const node of document.spec.nodes) {
    const [corner, box] = [corners.get(node.id), boxes.get(node.id)];
    if (!corner || !box) continue;
    const place = { x: node.position.x + corner.x - box.x, y: node.position.y + corner.y - box.y };
    places.set(node.id, boxes.has(node.parent ?? '') ? insideMap(place) : place);
  }
  return [...corners].reduce(
    (next, [id, position]) => {
      const note = noteIdOf(id);
      return note === null ? next : updateNote(next, note, { position });
    },
    moveNodes(document, places),
  );
}

/** Below the header of the map, which is what one reads it by. */
export function insideMap(place: Position): Position {
  return { x: Math.max(MAP_INSET, place.x), y: Math.max(MAP_HEADER, place.y) };
}
