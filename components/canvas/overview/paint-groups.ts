import type { PictureGroup } from '#components/graph-picture/layout.ts';
import { groupToken } from '../groups/group-colour.ts';
import type { OverviewColours } from './colours.ts';
import { isInView, onScreen } from './on-screen.ts';
import type { OverviewView } from './overview-state.ts';

/** Pixels of the screen. */
const LINE = 16;
const NARROWEST = 48;

/** Frames behind what they hold, with their names where there is room above. */
export function paintGroups(
  context: CanvasRenderingContext2D,
  groups: readonly PictureGroup[],
  view: OverviewView,
  { colours, font }: { colours: OverviewColours; font: string },
): void {
  if (groups.length === 0) return;
  context.setLineDash([]);
  context.lineWidth = 1;
  context.font = `500 12px ${font}`;
  context.textBaseline = 'bottom';
  for (const group of groups) {
    const box = onScreen(group, view);
    if (!isInView(box, view)) continue;
    context.fillStyle = colours[groupToken(group.colour)];
    context.strokeStyle = colours.control;
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, box.height, Math.min(6, box.height / 4));
    context.fill();
    context.globalAlpha = 0.5;
    context.stroke();
    context.globalAlpha = 1;
    if (box.width < NARROWEST || box.y < LINE) continue;
    context.fillStyle = colours.muted;
    context.fillText(shortened(context, group.title, box.width), box.x + 2, box.y - 2);
  }
}

function shortened(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}
