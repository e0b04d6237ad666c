import { layoutPicture } from '#components/graph-picture/layout.ts';
import type { Picture, PictureNode } from '#components/graph-picture/layout.ts';
import { boundsOf } from '#core/graph/arrange.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import type { Box } from '../initial-viewport.ts';
import { groupFlowId } from '../groups/group-view.ts';
import { noteFlowId } from '../to-flow.ts';

const NOTHING: ReadonlySet<string> = new Set();
const scenes = new WeakMap<WorkflowDocument, WeakMap<ReadonlySet<string>, Picture>>();

/**
 * Where everything of a document stands, or what is seen of it with these groups folded, once for each: the overview,
 * the minimap and the pointer share it.
 */
export function sceneOf(document: WorkflowDocument, folded: ReadonlySet<string> = NOTHING): Picture {
  const own = scenes.get(document) ?? new WeakMap<ReadonlySet<string>, Picture>();
  scenes.set(document, own);
  const key = document.spec.canvas?.groups ? folded : NOTHING;
  const known = own.get(key);
  if (known) return known;
  const scene = layoutPicture(document, nodeDefinitions, { folded: key });
  own.set(key, scene);
  return scene;
}

/** What a click on a box of the picture selects: of a folded group, its members. */
export function selectableOf({ id, stands }: PictureNode): readonly string[] {
  return stands?.members ?? [id];
}

interface Point {
  x: number;
  y: number;
}

/** The node at a point of the canvas, or the nearest one within `reach` canvas units. What lies on top wins. */
export function nodeAt(scene: Picture, point: Point, reach: number): PictureNode | null {
  let best: PictureNode | null = null;
  let least = reach;
  for (const node of scene.nodes) {
    const distance = distanceTo(node, point);
    if (distance > least || (distance === least && distance > 0)) continue;
    best = node;
    least = distance;
  }
  return best;
}

function distanceTo(box: Box, { x, y }: Point): number {
  return Math.hypot(Math.max(box.x - x, 0, x - box.x - box.width), Math.max(box.y - y, 0, y - box.y - box.height));
}

/** Canvas ids of the nodes and notes that lie wholly inside of a box. */
export function elementsInside(scene: Picture, box: Box): string[] {
  const isInside = (other: Box): boolean =>
    other.x >= box.x &&
    other.y >= box.y &&
    other.x + other.width <= box.x + box.width &&
    other.y + other.height <= box.y + box.height;
  return [
    ...scene.nodes.filter(isInside).flatMap(selectableOf),
    ...scene.notes.filter(isInside).map((note) => noteFlowId(note.id)),
  ];
}

/** The least box around elements, by their canvas ids; around everything without any. Null when there is nothing. */
export function boundsOfElements(scene: Picture, ids: ReadonlySet<string> | null): Box | null {
  const boxes = [
    ...scene.nodes.filter((node) => ids === null || ids.has(node.id)),
    ...scene.notes.filter((note) => ids === null || ids.has(noteFlowId(note.id))),
    ...scene.groups.filter((group) => ids === null || ids.has(groupFlowId(group.id))),
  ];
  return boxes.length === 0 ? null : boundsOf(boxes);
}
