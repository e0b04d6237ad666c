import type { CanvasInstance } from './canvas-instance.ts';
import type { AbsoluteBox } from './to-flow.ts';

/** The element that the canvas fills, in window coordinates; null before it is drawn. */
export function canvasFrame(): DOMRect | null {
  return document.querySelector('[data-testid="canvas"]')?.getBoundingClientRect() ?? null;
}

/** What is in view, in canvas coordinates; null before the canvas is drawn. */
export function viewFrame(instance: CanvasInstance | null): AbsoluteBox | null {
  const frame = instance ? canvasFrame() : null;
  if (!instance || !frame) return null;
  const { x, y } = instance.screenToFlowPosition({ x: frame.left, y: frame.top });
  return { x, y, width: frame.width / instance.getZoom(), height: frame.height / instance.getZoom() };
}
