import { analyzeGraph } from '#core/graph/analysis.ts';
import { definitionOf } from '#core/node/define.ts';
import type { CanvasInstance } from '../canvas-instance.ts';
import { announce } from '../editor-context.ts';
import type { EditorContext } from '../editor-context.ts';
import { viewMs } from '../glide.ts';
import { OVERVIEW_BELOW, WORKING_ZOOM } from '../lod.ts';
import { absoluteBoxes, titleOf } from '../to-flow.ts';
import type { AbsoluteBox } from '../to-flow.ts';
import { canvasFrame } from '../view-frame.ts';

const MARGIN = 24;

/** A card that comes back into the page is there some frames after the view has moved. */
const MOST_FRAMES = 30;

export interface RevealOptions {
  /** Something else is to have the focus when `false`. */
  focus?: boolean;
  /** In the middle, even where it is in view already. */
  centre?: boolean;
  /** In the overview the view stays there, without cards; else it comes near enough for them. */
  stay?: boolean;
}

/**
 * Steps can follow each other faster than the view moves. The last one has it: an earlier one that arrives late must not
 * take the focus back, and where the view is on its way, what is in view now tells nothing.
 */
let latest = 0;
let movesUntilMs = 0;

/** Brings a node into view if it is not, and gives it the focus. The zoom stays, but for the overview. */
export function revealNode(editor: EditorContext, nodeId: string, options: RevealOptions = {}): void {
  const canvas = editor.canvas();
  if (!canvas) return;
  const box = absoluteBoxes(editor.graph.getState().document, editor.registry).get(nodeId);
  const frame = canvasFrame();
  if (!box || !frame) return;
  const isFar = canvas.getZoom() < OVERVIEW_BELOW;
  const approaches = isFar && !options.stay;
  const turn = ++latest;
  const arrive = (): void => {
    if (options.focus === false || turn !== latest) return;
    if (isFar && options.stay) announceNode(editor, nodeId);
    else focusCard(nodeId, MOST_FRAMES);
  };
  const isMoving = performance.now() < movesUntilMs;
  if (!options.centre && !approaches && !isMoving && isInView(canvas, box, frame)) {
    arrive();
    return;
  }
  const zoom = approaches ? WORKING_ZOOM : canvas.getZoom();
  // Culled nodes have no element before the view has moved.
  const duration = viewMs();
  movesUntilMs = performance.now() + duration;
  void canvas.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom, duration }).then(arrive);
}

function isInView(canvas: CanvasInstance, box: AbsoluteBox, frame: DOMRect): boolean {
  const from = canvas.flowToScreenPosition({ x: box.x, y: box.y });
  const to = canvas.flowToScreenPosition({ x: box.x + box.width, y: box.y + box.height });
  return (
    from.x >= frame.left + MARGIN &&
    to.x <= frame.right - MARGIN &&
    from.y >= frame.top + MARGIN &&
    to.y <= frame.bottom - MARGIN
  );
}

function focusCard(nodeId: string, frames: number): void {
  const card = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`);
  if (card) card.focus({ preventScroll: true });
  else if (frames > 0) requestAnimationFrame(() => focusCard(nodeId, frames - 1));
}

/** Without a card to focus, its name is said. */
function announceNode(editor: EditorContext, nodeId: string): void {
  const node = analyzeGraph(editor.graph.getState().document).nodes.get(nodeId);
  if (!node) return;
  announce(editor, `${definitionOf(editor.registry, node.type)?.title ?? node.type}: ${titleOf(node)}`);
}
