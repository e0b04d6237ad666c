export interface Point {
  x: number;
  y: number;
}

const RADIUS = 10;

/** A point on the way from `from` to `to`, at most `distance` away from `from`. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return from;
  const share = Math.min(distance, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** SVG path through right-angled points with rounded corners. */
function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x} ${first.y}`;
  rest.forEach((corner, index) => {
    const next = rest[index + 1];
    const before = points[index] ?? first;
    if (!next) {
      path += `L${corner.x} ${corner.y}`;
      return;
    }
    const start = towards(corner, before, RADIUS);
    const end = towards(corner, next, RADIUS);
    path += `L${start.x} ${start.y}Q${corner.x} ${corner.y} ${end.x} ${end.y}`;
  });
  return path;
}

/**
 * From a right side to a left side in right angles: through the middle where the target lies to the right,
 * else around below (`below` is that line's y).
 */
export function elbowPath(from: Point, to: Point, { stub, below }: { stub: number; below: number }): string {
  if (to.x >= from.x + stub) {
    const middle = (from.x + to.x) / 2;
    return from.y === to.y
      ? rounded([from, to])
      : rounded([from, { x: middle, y: from.y }, { x: middle, y: to.y }, to]);
  }
  return rounded([
    from,
    { x: from.x + stub, y: from.y },
    { x: from.x + stub, y: below },
    { x: to.x - stub, y: below },
    { x: to.x - stub, y: to.y },
    to,
  ]);
}
