import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findGuides } from './drag-guides.ts';

const box = (x: number, y: number, width = 240, height = 96) => ({ x, y, width, height });

test('a card that comes near the top of another stands on its line, and the line is as long as both', () => {
  expect(findGuides(box(400, 3), [box(0, 0)], 5)).toEqual({
    dx: 0,
    dy: -3,
    guides: [
      { axis: 'y', at: 0, from: 0, to: 640 },
      { axis: 'y', at: 48, from: 0, to: 640 },
      { axis: 'y', at: 96, from: 0, to: 640 },
    ],
  });
});

test('cards of other sizes share middles, and what is far away gives no line', () => {
  const { dx, guides } = findGuides(box(51, 300, 336, 192), [box(100, 0)], 5);
  expect(dx).toBe(1);
  expect(guides).toEqual([{ axis: 'x', at: 220, from: 0, to: 492 }]);
  expect(findGuides(box(60, 60), [box(1000, 1000)], 5)).toEqual({ dx: 0, dy: 0, guides: [] });
});

test('never moves further than its reach, and once on a line it stays', () => {
  const position = fc.integer({ min: -300, max: 300 });
  const boxes = fc.array(
    fc.tuple(position, position).map(([x, y]) => box(x, y)),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(position, position, boxes, (x, y, others) => {
      const { dx, dy, guides } = findGuides(box(x, y), others, 5);
      expect(Math.max(Math.abs(dx), Math.abs(dy))).toBeLessThanOrEqual(5);
      const again = findGuides(box(x + dx, y + dy), others, 5);
      expect(again).toEqual({ dx: 0, dy: 0, guides });
    }),
  );
});
