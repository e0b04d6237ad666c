import { describe, expect, test } from 'vitest';
import { byAppearance, currentExecution, executionsOf } from './selectors.ts';
import type { Execution } from './state.ts';
import { buildGraph } from './testing/build.ts';
import { play } from './testing/play.ts';

const graph = buildGraph(
  ['start: start', 'a: task', 'side: task', 'g: gate', 'each: map', ['one: task', { parent: 'each' }], 'after: task'],
  ['start -> a', 'a -> g', 'a -> side', 'g.rejected -> a max 2', 'g.approved -> each', 'each -> after'],
);

describe('while a gate waits in the second round', () => {
  const { state } = play(graph, { does: { g: 'rejected' }, hang: ['g#2'] });

  test('executions by node, oldest first, and the current one', () => {
    expect(executionsOf(state, 'a').map((execution) => execution.key)).toEqual(['a', 'a#2']);
    expect(currentExecution(state, 'g')?.key).toBe('g#2');
    expect(currentExecution(state, 'after')).toBeUndefined();
  });
});

test('inside a map the current execution is that of an item, or the latest of all', () => {
  const { state } = play(graph, {
    does: { g: 'approved', each: { do: 'expand', items: [1, 2, 3] } },
    order: ['start', 'a', 'g', 'side', 'each', 'each[0].one'],
    hang: ['each[1].one', 'each[2].one'],
  });
  expect(currentExecution(state, 'one', 'each[0]')?.status).toBe('succeeded');
  expect(currentExecution(state, 'one')?.scope).toMatch(/^each\[/);
});

test('of two that appeared in one millisecond, the one that was over stands before the one that lasts', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const appeared = (key: string, endedAt?: string) => ({ key, spans: [{ from: at }], endedAt }) as unknown as Execution;
  const [first, second] = [appeared('start', at), appeared('pay')];
  expect([second, first].sort(byAppearance)).toEqual([first, second]);
  expect([appeared('b', at), appeared('a', at)].sort(byAppearance).map(({ key }) => key)).toEqual(['a', 'b']);
});
