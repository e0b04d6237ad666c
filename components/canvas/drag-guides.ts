import type { AbsoluteBox } from './to-flow.ts';

/** A line that what is dragged shares with something that stands: `x` is a vertical one. Canvas coordinates. */
export interface Guide {
  axis: 'x' | 'y';
  at: number;
  from: number;
  to: number;
}

export interface Snap {
  /** How far to shift what is dragged so that it stands on the lines. */
  dx: number;
  dy: number;
  guides: Guide[];
}

/**
 * The nearest edge or middle line of other boxes, for each axis, that a dragged box is at most `reach` away from.
 * Linear in the number of boxes.
 */
export function findGuides(moving: AbsoluteBox, others: readonly AbsoluteBox[], reach: number): Snap {
  const dx = nearest(
    linesOf(moving.x, moving.width),
    others.map((box) => linesOf(box.x, box.width)),
    reach,
  );
  const dy = nearest(
    linesOf(moving.y, moving.height),
    others.map((box) => linesOf(box.y, box.height)),
    reach,
  );
  const moved = { ...moving, x: moving.x + (dx ?? 0), y: moving.y + (dy ?? 0) };
  const guides = [...(dx === null ? [] : along('x', moved, others)), ...(dy === null ? [] : along('y', moved, others))];
  return { dx: dx ?? 0, dy: dy ?? 0, guides };
}

function linesOf(start: number, size: number): readonly number[] {
  return [start, start + size / 2, start + size];
}

/** The smallest shift that brings one of our lines onto one of theirs; null when none is near. */
function nearest(own: readonly number[], theirs: readonly (readonly number[])[], reach: number): number | null {
  let best: number | null = null;
  for (const lines of theirs) {
    for (const line of lines) {
      for (const mine of own) {
        const shift = line - mine;
        if (Math.abs(shift) <= reach && (best === null || Math.abs(shift) < Math.abs(best))) best = shift;
      }
    }
  }
  return best;
}

/** One guide for each line that is shared, as long as everything on it. */
function along(axis: 'x' | 'y', moved: AbsoluteBox, others: readonly AbsoluteBox[]): Guide[] {
  const [at, size, cross, length] =
    axis === 'x' ? (['x', 'width', 'y', 'height'] as const) : (['y', 'height', 'x', 'width'] as const);
  return linesOf(moved[at], moved[size]).flatMap((line) => {
    const on = others.filter((box) => linesOf(box[at], box[size]).some((other) => Math.abs(other - line) < 0.5));
    if (on.length === 0) return [];
    const all = [moved, ...on];
    return [
      {
        axis,
        at: line,
        from: Math.min(...all.map((box) => box[cross])),
        to: Math.max(...all.map((box) => box[cross] + box[length])),
      },
    ];
  });
}
