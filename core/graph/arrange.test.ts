import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align, boundsOf, distribute } from './arrange.ts';
import type { PlacedBox } from './arrange.ts';

const arbitraryBoxes = fc
  .array(
    fc.record({
      x: fc.integer({ min: -2000, max: 2000 }),
      y: fc.integer({ min: -2000, max: 2000 }),
      width: fc.constantFrom(240, 336, 400),
      height: fc.constantFrom(96, 128, 192),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((boxes) => boxes.map((box, index): PlacedBox => ({ ...box, id: `n${index}` })));

const placed = (boxes: readonly PlacedBox[], moves: ReadonlyMap<string, { x: number; y: number }>) =>
  boxes.map((box) => ({ ...box, ...moves.get(box.id) }));

describe('aligning', () => {
  test('puts one line through all, moves along one axis only and stays inside the box around them', () => {
    const lines = {
      left: (box: PlacedBox) => box.x,
      right: (box: PlacedBox) => box.x + box.width,
      centre: (box: PlacedBox) => box.x + box.width / 2,
      top: (box: PlacedBox) => box.y,
      bottom: (box: PlacedBox) => box.y + box.height,
      middle: (box: PlacedBox) => box.y + box.height / 2,
    };
    fc.assert(
      fc.property(arbitraryBoxes, fc.constantFrom(...(Object.keys(lines) as (keyof typeof lines)[])), (boxes, how) => {
        const after = placed(boxes, align(boxes, how));
        const line = after.map(lines[how]);
        // A middle is rounded to whole pixels.
        expect(Math.max(...line) - Math.min(...line)).toBeLessThanOrEqual(1);
        const still = ['left', 'right', 'centre'].includes(how) ? 'y' : 'x';
        expect(after.map((box) => box[still])).toEqual(boxes.map((box) => box[still]));
        const [was, is] = [boundsOf(boxes), boundsOf(after)];
        expect(is.x).toBeGreaterThanOrEqual(was.x);
        expect(is.y + is.height).toBeLessThanOrEqual(was.y + was.height);
      }),
    );
  });

  test('again changes nothing more', () => {
    fc.assert(
      fc.property(arbitraryBoxes, (boxes) => {
        const once = placed(boxes, align(boxes, 'bottom'));
        expect(placed(once, align(once, 'bottom'))).toEqual(once);
      }),
    );
  });
});

describe('distributing', () => {
  test('makes the gaps equal, keeps the order and leaves the outermost where they are', () => {
    fc.assert(
      fc.property(arbitraryBoxes, (boxes) => {
        const after = placed(boxes, distribute(boxes, 'horizontal'));
        const order = (list: readonly PlacedBox[]) =>
          list.toSorted((a, b) => a.x + a.width / 2 - (b.x + b.width / 2)).map((box) => box.id);
        const ids = order(boxes);
        const sorted = ids.flatMap((id) => after.find((box) => box.id === id) ?? []);
        const [first, last] = [ids[0], ids.at(-1)];
        for (const id of [first, last])
          expect(after.find((box) => box.id === id)).toEqual(boxes.find((box) => box.id === id));
        if (boxes.length < 3) return;
        const gaps = sorted.slice(1).map((box, index) => box.x - (sorted[index]?.x ?? 0) - (sorted[index]?.width ?? 0));
        expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(2);
        expect(after.map((box) => box.y)).toEqual(boxes.map((box) => box.y));
      }),
    );
  });

  test('down a column it is the same with y', () => {
    const column = [0, 100, 500].map((y, index) => ({ id: `n${index}`, x: 7, y, width: 240, height: 96 }));
    expect(distribute(column, 'vertical')).toEqual(new Map([['n1', { x: 7, y: 250 }]]));
  });
});
