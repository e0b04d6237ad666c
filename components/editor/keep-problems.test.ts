import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { editorOf } from '#components/canvas/testing/editor-of.ts';
import { watchPress } from '#components/ui/press.ts';
import { updateConfig } from '#core/graph/edit.ts';
import { keepProblems } from './use-problems.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const page = new EventTarget();
  const editor = editorOf();
  const stop = keepProblems(editor, watchPress(page).after);
  return {
    stop,
    point: (type: string, button = 0, buttons = 0) =>
      page.dispatchEvent(Object.assign(new Event(type), { button, buttons })),
    ask: (message: string) =>
      void editor.graph.apply('Edit question', (before) => updateConfig(before, 'gate', { message })),
    atGate: () => (editor.problems.getState().byNode.get('gate') ?? []).map(({ severity }) => severity),
  };
}

test('a message goes a moment after the edit that solves it', () => {
  const { ask, atGate } = setUp();
  expect(atGate()).not.toContain('error');
  ask('');
  vi.advanceTimersByTime(150);
  expect(atGate()).toContain('error');
  ask('Send this?');
  vi.advanceTimersByTime(149);
  expect(atGate()).toContain('error');
  vi.advanceTimersByTime(1);
  expect(atGate()).not.toContain('error');
});

test('nothing moves between press and release: what changes then is shown behind the click', () => {
  const { ask, atGate, point } = setUp();
  ask('');
  vi.advanceTimersByTime(100);
  point('pointerdown');
  vi.advanceTimersByTime(1_000);
  expect(atGate()).not.toContain('error');
  point('pointerup');
  expect(atGate()).not.toContain('error');
  vi.advanceTimersByTime(0);
  expect(atGate()).toContain('error');
});

test('a press whose end nobody tells of holds nothing up, nor does another button', () => {
  const { ask, atGate, point } = setUp();
  ask('');
  point('pointerdown');
  vi.advanceTimersByTime(150);
  point('pointermove', -1, 1);
  vi.advanceTimersByTime(0);
  expect(atGate()).not.toContain('error');
  point('pointermove', -1, 0);
  vi.advanceTimersByTime(0);
  expect(atGate()).toContain('error');
  ask('Send this?');
  point('pointerdown', 2, 2);
  vi.advanceTimersByTime(150);
  expect(atGate()).not.toContain('error');
});
