import type { Position } from './edit.ts';

/** Where something stands and how large it is, on the canvas. */
export interface PlacedBox extends Position {
  id: string;
  width: number;
  height: number;
}

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';
export type Axis = 'horizontal' | 'vertical';

/** New corners for boxes so that they share an edge or a middle line: that of the box around all of them. */
export function align(boxes: readonly PlacedBox[], alignment: Alignment): Map<string, Position> {
  const around = boundsOf(boxes);
  return new Map(boxes.map((box) => [box.id, aligned(box, around, alignment)]));
}

function aligned(box: PlacedBox, around: Omit<PlacedBox, 'id'>, alignment: Alignment): Position {
  switch (alignment) {
    case 'left':
      return { x: around.x, y: box.y };
    case 'centre':
      return { x: Math.round(around.x + (around.width - box.width) / 2), y: box.y };
    case 'right':
      return { x: around.x + around.width - box.width, y: box.y };
    case 'top':
      return { x: box.x, y: around.y };
    case 'middle':
      return { x: box.x, y: Math.round(around.y + (around.height - box.height) / 2) };
    case 'bottom':
      return { x: box.x, y: around.y + around.height - box.height };
  }
}

/** New corners for boxes so that the gaps between them are equal; the first and the last stay. Two have nothing between. */
export function distribute(boxes: readonly PlacedBox[], axis: Axis): Map<string, Position> {
  const [at, size] = axis === 'horizontal' ? (['x', 'width'] as const) : (['y', 'height'] as const);
  const sorted = boxes.toSorted((a, b) => a[at] + a[size] / 2 - (b[at] + b[size] / 2));
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last || sorted.length < 3) return new Map();
  const inner = sorted.slice(1, -1);
  const free = last[at] - (first[at] + first[size]) - inner.reduce((sum, box) => sum + box[size], 0);
  const gap = free / (sorted.length - 1);
  let next = first[at] + first[size] + gap;
  return new Map(
    inner.map((box) => {
      const start = Math.round(next);
      next += box[size] + gap;
      return [box.id, axis === 'horizontal' ? { x: start, y: box.y } : { x: box.x, y: start }];
    }),
  );
}

/** The smallest box around all of them; at the origin and empty for none. */
export function boundsOf(boxes: readonly Omit<PlacedBox, 'id'>[]): Omit<PlacedBox, 'id'> {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
