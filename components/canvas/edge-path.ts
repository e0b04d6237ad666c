export interface EdgeEnds {
  sourceX: number;
  sourceY: number;
  targetX: number;
  targetY: number;
}

const RADIUS = 10;
const OUT = 20;

/**
 * The way back of a loop: right out of the source, down to `floor` (below everything it passes), left, and up into
 * the target. `floor` is in canvas coordinates. Returns the path and the middle of its lower run, for the pill.
 */
export function loopPath(
  { sourceX, sourceY, targetX, targetY }: EdgeEnds,
  floor: number,
): { path: string; labelX: number; labelY: number } {
  const right = sourceX + OUT;
  const left = targetX - OUT;
  const path = rounded([
    [sourceX, sourceY],
    [right, sourceY],
    [right, floor],
    [left, floor],
    [left, targetY],
    [targetX, targetY],
  ]);
  return { path, labelX: (left + right) / 2, labelY: floor };
}

type Point = readonly [x: number, y: number];

/** A polyline with rounded corners, as an SVG path. */
function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const parts = [`M ${first[0]} ${first[1]}`];
  for (const [index, corner] of rest.entries()) {
    const before = points[index];
    const after = rest[index + 1];
    if (!before || !after) {
      parts.push(`L ${corner[0]} ${corner[1]}`);
      continue;
    }
    const radius = Math.min(RADIUS, distance(before, corner) / 2, distance(corner, after) / 2);
    const [ax, ay] = towards(corner, before, radius);
    const [bx, by] = towards(corner, after, radius);
    parts.push(`L ${ax} ${ay} Q ${corner[0]} ${corner[1]} ${bx} ${by}`);
  }
  return parts.join(' ');
}

function distance(a: Point, b: Point): number {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
}

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) / length) * by, from[1] + ((to[1] - from[1]) / length) * by];
}
