import { describe, expect, test } from 'vitest';
import { currentExecution, edgeStates, executionsOf, itemScopes, mapProgress, timeline } from './selectors.ts';
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

  test('an edge that the loop holds is neither open nor decided', () => {
    expect(edgeStates(graph, state)).toEqual({
      'start.out->a': 'taken',
      'a.out->g': 'taken',
      'a.out->side': 'held',
      'g.approved->each': 'open',
      'g.rejected->a': 'taken',
      'each.out->after': 'open',
    });
  });

  test('the timeline has a row for everything that took time', () => {
    expect(timeline(state).map((row) => [row.key, row.spans.map((span) => span.kind).join(' ')])).toEqual([
      ['start', 'running'],
      ['a', 'running'],
      ['g', 'running waiting'],
      ['a#2', 'running'],
      ['g#2', 'running waiting'],
    ]);
  });
});

test('a map shows how far it is, and the latest of its items', () => {
  const { state } = play(graph, {
    does: { g: 'approved', each: { do: 'expand', items: [1, 2, 3] } },
    order: ['start', 'a', 'g', 'side', 'each', 'each[0].one'],
    hang: ['each[1].one', 'each[2].one'],
  });
  expect(mapProgress(state, 'each')).toEqual({ count: 3, running: 2, succeeded: 1, failed: 0, cancelled: 0 });
  expect(mapProgress(state, 'a')).toBeNull();
  expect(itemScopes(state, 'each')).toEqual(['each[0]', 'each[1]', 'each[2]']);
  expect(currentExecution(state, 'one', 'each[0]')?.status).toBe('succeeded');
  expect(currentExecution(state, 'one')?.scope).toMatch(/^each\[/);
});
