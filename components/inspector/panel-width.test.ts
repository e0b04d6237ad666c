import { expect, test } from 'vitest';
import { PANEL_WIDTH, panelWidth, widthByKey } from './panel-width.ts';

test('the panel is never too narrow to read, and leaves half of the window to the canvas', () => {
  expect(panelWidth(100, 1440)).toBe(PANEL_WIDTH.least);
  expect(panelWidth(2_000, 1440)).toBe(720);
  expect(panelWidth(700, 1280)).toBe(640);
  expect(panelWidth(500, 500)).toBe(PANEL_WIDTH.least);
});

test('left makes it wider, right narrower; keys that mean nothing are left alone', () => {
  expect(widthByKey('ArrowLeft', 400)).toBeGreaterThan(400);
  expect(widthByKey('ArrowRight', 400)).toBeLessThan(400);
  expect(widthByKey('Home', 500)).toBe(PANEL_WIDTH.least);
  expect(widthByKey('Tab', 400)).toBeNull();
});
