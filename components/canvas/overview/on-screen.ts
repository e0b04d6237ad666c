import type { Box } from '../initial-viewport.ts';
import type { OverviewView } from './overview-state.ts';

/** How far what is drawn for a box reaches beyond it, in pixels of the screen. */
const REACH_PX = 16;

/** From canvas units to pixels of the screen. */
export function onScreen(box: Box, { x, y, zoom }: OverviewView): Box {
  return { x: box.x * zoom + x, y: box.y * zoom + y, width: box.width * zoom, height: box.height * zoom };
}

export function isInView(box: Box, { width, height }: OverviewView): boolean {
  return (
    box.x < width + REACH_PX &&
    box.y < height + REACH_PX &&
    box.x + box.width > -REACH_PX &&
    box.y + box.height > -REACH_PX
  );
}
