import { CARD_HEIGHT, CARD_WIDTH } from '#components/canvas/card-size.ts';

/**
 * Under the pointer hangs what will stand there: a card as large as it is at this zoom, held by its middle. The browser
 * takes a picture of it when the drag begins, so it is there for a moment only.
 */
export function showDragGhost(data: DataTransfer, item: HTMLElement, zoom: number): void {
  const card = document.createElement('div');
  card.className = 'canvas-drag-ghost';
  card.style.width = `${CARD_WIDTH}px`;
  card.style.height = `${CARD_HEIGHT}px`;
  card.style.zoom = String(zoom);
  const tile = item.firstElementChild?.cloneNode(true);
  if (tile) card.append(tile);
  card.append(item.getAttribute('aria-label') ?? '');
  document.body.append(card);
  data.setDragImage(card, (CARD_WIDTH / 2) * zoom, (CARD_HEIGHT / 2) * zoom);
  setTimeout(() => card.remove(), 0);
}
