import { describe, expect, test } from 'vitest';
import { currentExecution, executionsOf } from './selectors.ts';
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
