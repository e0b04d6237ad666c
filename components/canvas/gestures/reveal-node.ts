import type { EditorContext } from '../editor-context.ts';
import { viewMs } from '../glide.ts';
import { absoluteBoxes } from '../to-flow.ts';
import { canvasFrame } from '../view-frame.ts';

const MARGIN = 24;

/** Brings a node into view if it is not, and gives it the focus unless something else is to have it. The zoom stays. */
export function revealNode(editor: EditorContext, nodeId: string, options: { focus: boolean } = { focus: true }): void {
  const canvas = editor.canvas();
  if (!canvas) return;
  const box = absoluteBoxes(editor.graph.getState().document, editor.registry).get(nodeId);
  const frame = canvasFrame();
  if (!box || !frame) return;
  const from = canvas.flowToScreenPosition({ x: box.x, y: box.y });
  const to = canvas.flowToScreenPosition({ x: box.x + box.width, y: box.y + box.height });
  const inView =
    from.x >= frame.left + MARGIN &&
    to.x <= frame.right - MARGIN &&
    from.y >= frame.top + MARGIN &&
    to.y <= frame.bottom - MARGIN;
  const focus = (): void => {
    const selector = `.react-flow__node[data-id="${CSS.escape(nodeId)}"]`;
    if (options.focus) document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  };
  if (inView) {
    focus();
    return;
  }
  const zoom = canvas.getZoom();
  // Culled nodes have no element before the view has moved.
  void canvas.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom, duration: viewMs() }).then(focus);
}
