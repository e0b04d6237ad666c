import type { Picture } from '#components/graph-picture/layout.ts';
import type { PictureEdge } from '#components/graph-picture/routes.ts';
import type { OverviewColours } from './colours.ts';
import { litElements, markColour } from './overview-state.ts';
import type { OverviewState, OverviewView } from './overview-state.ts';

interface WireLook {
  colour: keyof OverviewColours;
  /** In pixels of the screen. */
  width: number;
  dash: readonly number[];
  alpha: number;
}

const PLAIN: WireLook = { colour: 'control', width: 1, dash: [], alpha: 0.8 };
const DASHED = [3, 3];

/** What one path may hold: far fewer strokes than wires, and none so large that filling it in takes seconds. */
const CHUNK = 48;

/** All wires that look the same, some of them in each path. */
export interface WireGroup extends WireLook {
  paths: Path2D[];
  count: number;
}

const paths = new WeakMap<PictureEdge, Path2D>();

/** Sorts the wires by how they look now. Made anew when the graph or its state changes, not when one looks elsewhere. */
export function groupWires(scene: Picture, state: OverviewState): WireGroup[] {
  const lit = litElements(state);
  const groups = new Map<string, WireGroup>();
  for (const edge of scene.edges) {
    const look = wireLook(edge, state, lit);
    const key = `${look.colour} ${look.width} ${look.alpha} ${look.dash.length}`;
    const group = groups.get(key) ?? { ...look, paths: [], count: 0 };
    if (group.count++ % CHUNK === 0) group.paths.push(new Path2D());
    group.paths.at(-1)?.addPath(pathOf(edge));
    groups.set(key, group);
  }
  // What stands out lies above.
  return [...groups.values()].sort((a, b) => a.width - b.width || a.alpha - b.alpha);
}

export function wireLook(edge: PictureEdge, state: OverviewState, lit: ReadonlySet<string> | null): WireLook {
  const mark = state.marks.get(edge.id);
  if (lit) {
    const colour = state.problems.shown?.severity === 'error' ? 'failed' : 'warning';
    return lit.has(edge.id) ? { ...PLAIN, colour, width: 2.5, alpha: 1 } : { ...PLAIN, alpha: 0.25 };
  }
  if (mark) return { ...PLAIN, colour: markColour(mark), width: 2, alpha: 1 };
  if (state.selection.edges.has(edge.id)) return { ...PLAIN, colour: 'accent', width: 2, alpha: 1 };
  switch (state.run?.getEdge(edge.id)) {
    case 'active':
      return { ...PLAIN, colour: 'running', width: 2, alpha: 1 };
    case 'taken':
      return { ...PLAIN, colour: 'accent', alpha: 1 };
    case 'not_taken':
      return { ...PLAIN, dash: DASHED, alpha: 0.4 };
    case 'open':
    case undefined:
      break;
  }
  if (edge.isLoop) return { ...PLAIN, colour: 'accent' };
  return edge.isError ? { ...PLAIN, colour: 'failed', dash: DASHED } : PLAIN;
}

function pathOf(edge: PictureEdge): Path2D {
  const known = paths.get(edge) ?? new Path2D(edge.path);
  paths.set(edge, known);
  return known;
}

/** Strokes the groups. The transform of `context` is pixels of the screen, and is so again afterwards. */
export function paintWires(
  context: CanvasRenderingContext2D,
  groups: readonly WireGroup[],
  colours: OverviewColours,
  { x, y, zoom }: OverviewView,
): void {
  context.save();
  context.translate(x, y);
  context.scale(zoom, zoom);
  // Round ends and corners cannot be seen here, and are most of the work.
  context.lineCap = 'butt';
  context.lineJoin = 'bevel';
  for (const { colour, width, dash, alpha, paths: chunks } of groups) {
    context.strokeStyle = colours[colour];
    context.globalAlpha = alpha;
    context.lineWidth = width / zoom;
    context.setLineDash(dash.map((length) => length / zoom));
    for (const chunk of chunks) context.stroke(chunk);
  }
  context.restore();
}
