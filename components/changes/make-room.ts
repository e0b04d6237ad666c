import { absoluteBoxes, isContainer } from '#components/canvas/to-flow.ts';
import { analyzeGraph, enclosingMaps } from '#core/graph/analysis.ts';
import { moveNodes } from '#core/graph/edit.ts';
import type { Position } from '#core/graph/edit.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { NodeRegistry } from '#core/node/define.ts';

interface Box extends Position {
  width: number;
  height: number;
}

/** Under a card, with room for the word that stands above the next one; a multiple of the grid. */
const GAP = 48;

/**
 * What is gone, drawn beside what is there: where another card has taken its place, as after a replacement, it stands
 * below that one, so that both can be seen. Maps stay where they were.
 */
export function makeRoom(
  document: WorkflowDocument,
  registry: NodeRegistry,
  isGone: (id: string) => boolean,
): WorkflowDocument {
  const graph = analyzeGraph(document);
  const boxes = absoluteBoxes(document, registry);
  const placed = document.spec.nodes.flatMap((node) => {
    const box = boxes.get(node.id);
    return box ? [{ node, box }] : [];
  });
  const maps = placed.filter(({ node }) => isContainer(registry, node));
  const cards = placed.filter(({ node }) => !isContainer(registry, node));
  const taken: Box[] = cards.flatMap(({ node, box }) => (isGone(node.id) ? [] : [box]));
  const places = new Map<string, Position>();
  for (const { node, box } of cards) {
    if (!isGone(node.id)) continue;
    const around = new Set(enclosingMaps(graph, node.id));
    const free = firstFreeBelow(box, [...taken, ...maps.flatMap((map) => (around.has(map.node.id) ? [] : [map.box]))]);
    taken.push(free);
    const { x, y } = node.position;
    if (free.y !== box.y) places.set(node.id, { x, y: y + free.y - box.y });
  }
  return places.size > 0 ? moveNodes(document, places) : document;
}

function firstFreeBelow(box: Box, taken: readonly Box[]): Box {
  const other = taken.find((each) => overlap(each, box));
  return other ? firstFreeBelow({ ...box, y: other.y + other.height + GAP }, taken) : box;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
