import type { Picture } from '#components/graph-picture/layout.ts';
import { initialsOf } from '#components/ui/avatar.tsx';
import type { Box } from '../initial-viewport.ts';
import type { Present } from '../presence-store.ts';
import type { OverviewColours } from './colours.ts';
import { isInView, onScreen } from './on-screen.ts';
import type { OverviewState, OverviewView } from './overview-state.ts';

/** Pixels of the screen. */
const TAG_HEIGHT = 15;
const TAG_PADDING = 4;
const MOST_TAGS = 3;

/** Round what somebody else has selected, a ring and their initials: as on the cards, and as large at every zoom. */
export function paintPeople(
  context: CanvasRenderingContext2D,
  scene: Picture,
  view: OverviewView,
  { lookers }: OverviewState,
  brushes: { colours: OverviewColours; font: string },
): void {
  if (lookers.size === 0) return;
  context.setLineDash([]);
  context.font = `600 10px ${brushes.font}`;
  context.textBaseline = 'middle';
  for (const node of scene.nodes) {
    const people = lookers.get(node.id);
    const box = onScreen(node, view);
    if (people && isInView(box, view)) paintLookers(context, people, box, brushes.colours);
  }
}

function paintLookers(
  context: CanvasRenderingContext2D,
  people: readonly Present[],
  box: Box,
  colours: OverviewColours,
): void {
  const [first] = people;
  if (!first) return;
  context.strokeStyle = colours[`person-${first.colour}`];
  context.lineWidth = 2;
  context.strokeRect(box.x - 4, box.y - 4, box.width + 8, box.height + 8);
  let right = box.x + box.width + 5;
  for (const person of people.slice(0, MOST_TAGS).reverse()) {
    const text = initialsOf(person.name);
    const width = context.measureText(text).width + 2 * TAG_PADDING;
    right -= width;
    context.fillStyle = colours[`person-${person.colour}`];
    context.fillRect(right, box.y - 5 - TAG_HEIGHT, width, TAG_HEIGHT);
    context.fillStyle = colours['on-person'];
    context.fillText(text, right + TAG_PADDING, box.y - 4.5 - TAG_HEIGHT / 2);
    right -= 1;
  }
}
