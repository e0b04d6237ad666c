import type { Picture, PictureNode } from '#components/graph-picture/layout.ts';
import { nameOf } from '../presence-store.ts';
import { titleOf } from '../to-flow.ts';
import type { Box } from '../initial-viewport.ts';
import type { OverviewColours } from './colours.ts';
import { nodeLook } from './node-look.ts';
import type { NodeLook } from './node-look.ts';
import { paintGroups } from './paint-groups.ts';
import { isInView, onScreen } from './on-screen.ts';
import { litElements, markColour } from './overview-state.ts';
import type { OverviewState, OverviewView } from './overview-state.ts';
import { paintPeople } from './paint-people.ts';
import { paintWires } from './wires.ts';
import type { WireGroup } from './wires.ts';

/** What does not change with the graph: read from the page when its theme changes. */
export interface Brushes {
  colours: OverviewColours;
  /** A CSS font family. */
  font: string;
  /** By node type, and by `state:` and the state's name; `problem` is the triangle. In 24 units. */
  icons: ReadonlyMap<string, Path2D>;
}

/** Pixels of the screen. */
const SMALLEST_FRAME = 7;
const SMALLEST_ICON = 8;
const LARGEST_ICON = 18;
const BADGE = 16;
const MOST_LABELS = 12;
const MOST_NAMES = 3;

/** Draws one picture of all that is in view: boxes, wires, states. The transform is pixels of the screen. */
export function paintOverview(
  context: CanvasRenderingContext2D,
  scene: Picture,
  wires: readonly WireGroup[],
  view: OverviewView,
  state: OverviewState,
  brushes: Brushes,
): void {
  const { colours } = brushes;
  context.clearRect(0, 0, view.width, view.height);
  context.lineJoin = 'round';
  context.lineCap = 'round';
  const [inMaps, atTop] = [true, false].map((isInMap) => scene.groups.filter((group) => group.isInMap === isInMap));
  paintGroups(context, atTop ?? [], view, brushes);
  context.fillStyle = colours.note;
  for (const note of scene.notes) {
    const box = onScreen(note, view);
    if (isInView(box, view)) context.fillRect(box.x, box.y, box.width, box.height);
  }
  const maps = scene.nodes.filter((node) => node.layout.isContainer);
  for (const map of maps) paintNode(context, map, view, state, brushes);
  paintGroups(context, inMaps ?? [], view, brushes);
  paintWires(context, wires, colours, view);
  const lit = litElements(state);
  for (const node of scene.nodes) {
    if (node.layout.isContainer) continue;
    context.globalAlpha = (lit && !lit.has(node.id)) || node.node.disabled ? 0.35 : 1;
    paintNode(context, node, view, state, brushes);
  }
  context.globalAlpha = 1;
  paintPeople(context, scene, view, state, brushes);
  paintLabels(context, scene, view, state, brushes);
}

function paintNode(
  context: CanvasRenderingContext2D,
  node: PictureNode,
  view: OverviewView,
  state: OverviewState,
  brushes: Brushes,
): void {
  const box = onScreen(node, view);
  if (!isInView(box, view)) return;
  const { colours } = brushes;
  const look = nodeLook(colours, node.group, state.run?.get(node.id) ?? null, state.run !== null);
  if (node.layout.isContainer) paintFrame(context, box, { ...look, fill: colours.hover });
  // Too small for a frame and a ground: the frame's colour says more.
  else if (box.height < SMALLEST_FRAME) paintSpeck(context, box, look);
  else paintFrame(context, box, look);
  paintEmphasis(context, node.id, box, state, colours);
  if (!node.layout.isContainer) paintIcons(context, node, box, look, brushes);
  if (look.icon && look.isUrgent && !hasRoomInside(box))
    paintBadge(context, `state:${look.icon}`, { x: box.x + box.width, y: box.y }, look.stroke, brushes);
  paintProblem(context, node.id, box, state, brushes);
}

function paintSpeck(context: CanvasRenderingContext2D, box: Box, look: NodeLook): void {
  const alpha = context.globalAlpha;
  context.fillStyle = look.stroke;
  context.globalAlpha = look.icon ? alpha : alpha * 0.6;
  context.fillRect(box.x, box.y, box.width, Math.max(box.height, 2));
  context.globalAlpha = alpha;
}

function paintFrame(context: CanvasRenderingContext2D, box: Box, look: NodeLook): void {
  context.fillStyle = look.fill;
  context.strokeStyle = look.stroke;
  context.lineWidth = look.width;
  context.setLineDash(look.dashed ? [3, 2] : []);
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, Math.min(3, box.height / 4));
  context.fill();
  context.stroke();
}

/** A ring for what is selected, pointed at, marked, or on the path of the problem that is shown. */
function paintEmphasis(
  context: CanvasRenderingContext2D,
  id: string,
  box: Box,
  state: OverviewState,
  colours: OverviewColours,
): void {
  const colour = emphasis(id, state);
  if (!colour) return;
  context.strokeStyle = colours[colour];
  context.lineWidth = 2;
  context.setLineDash(state.marks.get(id) === 'removed' ? [3, 2] : []);
  context.strokeRect(box.x - 2.5, box.y - 2.5, box.width + 5, box.height + 5);
  context.setLineDash([]);
}

function emphasis(id: string, state: OverviewState): keyof OverviewColours | null {
  if (state.selection.nodes.has(id)) return 'accent';
  const { shown } = state.problems;
  if (shown?.trail?.includes(id)) return shown.severity === 'error' ? 'failed' : 'warning';
  const mark = state.marks.get(id);
  if (mark) return markColour(mark);
  return state.selection.hovered === id ? 'control' : null;
}

function hasRoomInside(box: Box): boolean {
  return iconSize(box) >= SMALLEST_ICON && box.width >= 2 * iconSize(box) + 6;
}

function iconSize(box: Box): number {
  return Math.min(box.height * 0.72, LARGEST_ICON);
}

/** What kind it is at the left, how it stands at the right. */
function paintIcons(
  context: CanvasRenderingContext2D,
  node: PictureNode,
  box: Box,
  look: NodeLook,
  brushes: Brushes,
): void {
  const size = iconSize(box);
  if (size < SMALLEST_ICON) return;
  const y = box.y + (box.height - size) / 2;
  const both = look.icon !== null && hasRoomInside(box);
  const left = both ? box.x + 3 : box.x + (box.width - size) / 2;
  // A state has the colour for itself.
  const ink = look.icon ? brushes.colours.muted : look.stroke;
  paintIcon(context, brushes.icons.get(node.node.type), { x: left, y }, size, ink);
  if (both)
    paintIcon(
      context,
      brushes.icons.get(`state:${look.icon}`),
      { x: box.x + box.width - size - 3, y },
      size,
      look.stroke,
    );
}

function paintIcon(
  context: CanvasRenderingContext2D,
  icon: Path2D | undefined,
  at: { x: number; y: number },
  size: number,
  ink: string,
): void {
  if (!icon) return;
  context.save();
  context.translate(at.x, at.y);
  context.scale(size / 24, size / 24);
  context.setLineDash([]);
  context.strokeStyle = ink;
  context.lineWidth = 2.4;
  context.stroke(icon);
  context.restore();
}

/** A round sign on a corner, as large at every zoom. */
function paintBadge(
  context: CanvasRenderingContext2D,
  icon: string,
  at: { x: number; y: number },
  ink: string,
  { colours, icons }: Brushes,
): void {
  context.setLineDash([]);
  context.fillStyle = colours.surface;
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(at.x, at.y, BADGE / 2, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  const size = BADGE - 5;
  paintIcon(context, icons.get(icon), { x: at.x - size / 2, y: at.y - size / 2 }, size, ink);
}

function paintProblem(
  context: CanvasRenderingContext2D,
  id: string,
  box: Box,
  { problems }: OverviewState,
  brushes: Brushes,
): void {
  const own = problems.byNode.get(id);
  if (!own) return;
  const isError = own.some((problem) => problem.severity === 'error');
  const ink = isError ? brushes.colours.failed : brushes.colours.warning;
  paintBadge(context, 'problem', { x: box.x + box.width, y: box.y + box.height }, ink, brushes);
}

/** The names of what is pointed at and of what is selected, large enough to read. */
function paintLabels(
  context: CanvasRenderingContext2D,
  scene: Picture,
  view: OverviewView,
  { selection, lookers }: OverviewState,
  { colours, font }: Brushes,
): void {
  const { nodes, hovered } = selection;
  if (hovered === null && (nodes.size === 0 || nodes.size > MOST_LABELS)) return;
  context.font = `500 12px ${font}`;
  context.textBaseline = 'middle';
  for (const node of scene.nodes) {
    if (node.id !== hovered && (!nodes.has(node.id) || nodes.size > MOST_LABELS)) continue;
    const box = onScreen(node, view);
    if (!isInView(box, view)) continue;
    const text = [titleOf(node.node), ...(lookers.get(node.id) ?? []).slice(0, MOST_NAMES).map(nameOf)].join(' · ');
    const width = context.measureText(text).width + 12;
    const x = Math.max(4, Math.min(box.x + box.width / 2 - width / 2, view.width - width - 4));
    const y = box.y > 30 ? box.y - 27 : box.y + box.height + 7;
    context.fillStyle = colours.ink;
    context.beginPath();
    context.roundRect(x, y, width, 20, 5);
    context.fill();
    context.fillStyle = colours.canvas;
    context.fillText(text, x + 6, y + 10.5);
  }
}
