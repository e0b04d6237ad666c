import type { CanvasPoint } from './canvas-editing.ts';

export function screenPoint(event: { clientX: number; clientY: number }): CanvasPoint {
  return { x: event.clientX, y: event.clientY };
}

export function pointerOf(event: MouseEvent | TouchEvent): CanvasPoint {
  if ('clientX' in event) return screenPoint(event);
  const touch = event.changedTouches[0];
  return touch ? screenPoint(touch) : { x: 0, y: 0 };
}

/** The graph node or the folded group under a point of the window, or null over empty canvas, frames and notes. */
export function nodeAt(point: CanvasPoint): string | null {
  const element = document
    .elementFromPoint(point.x, point.y)
    ?.closest('.react-flow__node:not(.react-flow__node-frame)');
  const id = element?.getAttribute('data-id') ?? null;
  return id === null || id.startsWith('note:') ? null : id;
}

/** The wire that something is dragged over; `:hover` says nothing while something is dragged from elsewhere. */
export function edgeAt({ target }: { target: EventTarget | null }): string | null {
  return target instanceof Element ? (target.closest('.react-flow__edge')?.getAttribute('data-id') ?? null) : null;
}

/** Shows which wire would take what is dragged; null for none. */
export function markDrop(edgeId: string | null): void {
  for (const marked of document.querySelectorAll('.canvas-edge-drop')) marked.classList.remove('canvas-edge-drop');
  if (edgeId === null) return;
  document.querySelector(`.react-flow__edge[data-id="${CSS.escape(edgeId)}"]`)?.classList.add('canvas-edge-drop');
}
