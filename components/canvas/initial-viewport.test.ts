import { expect, test } from 'vitest';
import { initialViewport } from './initial-viewport.ts';

const size = { width: 1_000, height: 800 };
const card = (x: number, y = 0) => ({ x, y, width: 240, height: 96 });

test('a small graph is in the middle, and no larger than life', () => {
  const { x, y, zoom } = initialViewport([card(0)], size, 'edit');
  expect(zoom).toBe(1.1);
  expect(x + 120 * zoom).toBeCloseTo(500);
  expect(y + 48 * zoom).toBeCloseTo(400);
});

test('a wide graph opens at its left end, still readable', () => {
  const row = Array.from({ length: 1_000 }, (_, index) => card(index * 320));
  const { x, zoom } = initialViewport(row, size, 'edit');
  expect(zoom).toBe(0.8);
  expect(x).toBeGreaterThan(0);
  expect(x + 240 * zoom).toBeLessThan(size.width);
  expect(initialViewport(row, size, 'view').zoom).toBeLessThan(zoom);
});

test('an empty graph has a place, too', () => {
  expect(initialViewport([], size, 'view')).toEqual({ x: 500, y: 400, zoom: 1 });
});
