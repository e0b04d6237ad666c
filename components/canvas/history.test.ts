import { describe, expect, test } from 'vitest';
import { emptyHistory, record, seal, stepBack, stepForward } from './history.ts';
import type { History } from './history.ts';

const typed = (history: History<string>, before: string, after: string, atMs: number) =>
  record(history, { label: 'Edit title', before, after, key: 'title', atMs });
const done = (history: History<string>, label: string, before: string, after: string) =>
  record(history, { label, before, after, key: null, atMs: 0 });

describe('history', () => {
  test('undo and redo walk through named entries and give the very values', () => {
    const history = done(done(emptyHistory(), 'Add Agent', 'a', 'b'), 'Move Agent', 'b', 'c');
    const back = stepBack(history);
    expect(back).toMatchObject({ value: 'b', label: 'Move Agent' });
    const twice = back && stepBack(back.history);
    expect(twice).toMatchObject({ value: 'a', label: 'Add Agent' });
    expect(twice && stepBack(twice.history)).toBeNull();
    const forward = twice && stepForward(twice.history);
    expect(forward).toMatchObject({ value: 'b', label: 'Add Agent' });
  });

  test('typing without a pause is one entry, from before its first letter', () => {
    let history = typed(emptyHistory(), '', 'h', 0);
    history = typed(history, 'h', 'ha', 400);
    history = typed(history, 'ha', 'hat', 1_300);
    expect(history.past).toHaveLength(1);
    expect(stepBack(history)?.value).toBe('');
  });

  test('a pause, a leaving of the field, or another edit begins a new entry', () => {
    const paused = typed(typed(emptyHistory(), '', 'a', 0), 'a', 'b', 1_001);
    expect(paused.past).toHaveLength(2);
    const left = typed(seal(typed(emptyHistory(), '', 'a', 0)), 'a', 'b', 10);
    expect(left.past).toHaveLength(2);
    const between = typed(done(typed(emptyHistory(), '', 'a', 0), 'Delete', 'a', 'x'), 'x', 'y', 20);
    expect(between.past).toHaveLength(3);
  });

  test('typing after an undo does not flow into the entry before it, and what was undone is gone', () => {
    const first = typed(emptyHistory(), '', 'a', 0);
    const second = done(first, 'Delete', 'a', 'x');
    const back = stepBack(second);
    const again = back && typed(seal(back.history), 'a', 'ab', 10);
    expect(again?.past).toHaveLength(2);
    expect(again?.future).toEqual([]);
  });

  test('the history is bounded', () => {
    let history = emptyHistory<string>();
    for (let index = 0; index < 500; index++) history = done(history, 'x', 'a', 'b');
    expect(history.past).toHaveLength(200);
  });
});
