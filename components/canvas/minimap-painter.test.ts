import { expect, test } from 'vitest';
import { minimapScale } from './minimap-painter.ts';

test('the whole workflow stands in the middle of the minimap, whatever its shape', () => {
  const wide = minimapScale({ x: -100, y: 50, width: 1_840, height: 100 }, 200, 150);
  expect(wide.scale).toBe(0.1);
  expect(-100 * wide.scale + wide.x).toBeCloseTo(8);
  expect((50 + 50) * wide.scale + wide.y).toBeCloseTo(75);
  expect(minimapScale({ x: 0, y: 0, width: 10, height: 1_340 }, 200, 150).scale).toBe(0.1);
});

test('an empty workflow has a scale, too', () => {
  expect(minimapScale(null, 200, 150).scale).toBe(1);
  expect(minimapScale({ x: 0, y: 0, width: 0, height: 0 }, 200, 150).scale).toBeGreaterThan(0);
});
