/** Milliseconds since the epoch. */
export interface Interval {
  from: number;
  to: number;
}

export interface TimeScale {
  /** Position of a moment on the axis, 0 at the left end and 1 at the right. Moments outside are clamped. */
  x(at: number): number;
  /** Idle stretches that were folded to a fixed width; drawn as a marker with their real length. */
  gaps: { x: number; width: number; ms: number }[];
}

/** Idle time longer than this is folded in any case: a run that waited two days for a person stays readable. */
export const GAP_FOLD_MS = 10 * 60_000;
/** Shorter gaps are folded when they are this many times longer than all the work, which would shrink to dots. */
const GAP_TO_WORK = 2;
const SHORTEST_FOLD_MS = 10_000;
/** Share of the axis that one folded gap takes. */
const GAP_WIDTH = 0.12;

interface Piece extends Interval {
  folded: boolean;
}

/**
 * A piecewise linear axis over `range`. Long stretches in which nothing is busy take a fixed width each, so the rest
 * keeps its resolution.
 */
export function createTimeScale(range: Interval, busy: Interval[]): TimeScale {
  const whole = { from: range.from, to: Math.max(range.to, range.from + 1) };
  const stretches = mergeIntervals(busy, whole);
  const workMs = stretches.reduce((sum, stretch) => sum + (stretch.to - stretch.from), 0);
  const foldMs = Math.min(GAP_FOLD_MS, Math.max(SHORTEST_FOLD_MS, workMs * GAP_TO_WORK));
  const pieces = splitAtGaps(whole, stretches, foldMs);
  const folded = pieces.filter((piece) => piece.folded).length;
  const openMs = pieces.reduce((sum, piece) => sum + (piece.folded ? 0 : piece.to - piece.from), 0);
  const openWidth = openMs > 0 ? 1 - folded * Math.min(GAP_WIDTH, 0.5 / Math.max(1, folded)) : 0;
  const gapWidth = folded > 0 ? (1 - openWidth) / folded : 0;

  let x = 0;
  const placed = pieces.map((piece) => {
    const width = piece.folded ? gapWidth : ((piece.to - piece.from) / openMs) * openWidth;
    const start = x;
    x += width;
    return { ...piece, x: start, width };
  });

  return {
    x(at) {
      const piece = placed.find((candidate) => at <= candidate.to) ?? placed.at(-1);
      if (!piece) return 0;
      const share = (Math.max(piece.from, Math.min(at, piece.to)) - piece.from) / (piece.to - piece.from);
      return piece.x + share * piece.width;
    },
    gaps: placed
      .filter((piece) => piece.folded)
      .map((piece) => ({ x: piece.x, width: piece.width, ms: piece.to - piece.from })),
  };
}

function splitAtGaps(range: Interval, stretches: Interval[], foldMs: number): Piece[] {
  const pieces: Piece[] = [];
  let cursor = range.from;
  for (const stretch of stretches) {
    if (stretch.from - cursor > foldMs) {
      if (pieces.length === 0 && cursor > range.from) pieces.push({ from: range.from, to: cursor, folded: false });
      pieces.push({ from: cursor, to: stretch.from, folded: true });
      cursor = stretch.from;
    }
    const last = pieces.at(-1);
    if (last && !last.folded) last.to = Math.max(last.to, stretch.to);
    else pieces.push({ from: cursor, to: Math.max(cursor, stretch.to), folded: false });
    cursor = Math.max(cursor, stretch.to);
  }
  if (range.to > cursor) {
    const isGap = range.to - cursor > foldMs && pieces.length > 0;
    const last = pieces.at(-1);
    if (!isGap && last && !last.folded) last.to = range.to;
    else pieces.push({ from: cursor, to: range.to, folded: isGap });
  }
  return pieces.filter((piece) => piece.to > piece.from);
}

function mergeIntervals(intervals: Interval[], range: Interval): Interval[] {
  const sorted = intervals
    .map(({ from, to }) => ({ from: Math.max(from, range.from), to: Math.min(to, range.to) }))
    .filter(({ from, to }) => to >= from)
    .sort((a, b) => a.from - b.from);
  const merged: Interval[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last && next.from <= last.to) last.to = Math.max(last.to, next.to);
    else merged.push({ ...next });
  }
  return merged;
}
