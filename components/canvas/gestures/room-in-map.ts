import { groupsOf } from '#core/graph/canvas.ts';
import { moveNodes } from '#core/graph/edit.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { MAP_HEADER, MAP_INSET } from '../card-size.ts';
import type { EditorContext } from '../editor-context.ts';
import { frameAround } from '../groups/group-view.ts';
import { layoutOf } from '../to-flow.ts';

/** Moves everything in a map so far that the frame of a group in it has its place below the header of the map. */
export function roomInMap(
  editor: Pick<EditorContext, 'registry'>,
  document: WorkflowDocument,
  groupId: string,
): WorkflowDocument {
  const members = new Set(groupsOf(document).find(({ id }) => id === groupId)?.nodes);
  const inside = document.spec.nodes.filter((node) => members.has(node.id));
  const parent = inside[0]?.parent;
  if (parent === undefined) return document;
  const frame = frameAround(
    inside.map((node) => {
      const { width, height } = layoutOf(document, editor.registry, node);
      return { ...node.position, width, height };
    }),
  );
  const [dx, dy] = [Math.max(0, MAP_INSET - frame.x), Math.max(0, MAP_HEADER - frame.y)];
  const siblings = document.spec.nodes.filter((node) => node.parent === parent);
  return moveNodes(
    document,
    new Map(siblings.map(({ id, position }) => [id, { x: position.x + dx, y: position.y + dy }])),
  );
}
