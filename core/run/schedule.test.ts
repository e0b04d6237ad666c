import { describe, expect, test } from 'vitest';
import { buildGraph } from './testing/build.ts';
import { play, statuses, story } from './testing/play.ts';

describe('a straight run', () => {
  const graph = buildGraph(
    ['start: start', 'a: task', ['done: end', { config: { value: '{{ nodes.a.output }}' } }]],
    ['start -> a', 'a -> done'],
  );

  test('starts each node in the unit of the outcome before it', () => {
    const run = play(graph, { does: { a: { do: 'succeed', output: 7 } } });
    expect(story(run)).toEqual([
      'node.started start',
      'node.succeeded start',
      'node.started a',
      'node.succeeded a',
      'node.started done',
      'node.succeeded done',
      'run.succeeded',
    ]);
    expect(run.units.map((unit) => unit.events.length)).toEqual([1, 2, 2, 2, 2]);
    expect(run.state.status).toBe('succeeded');
  });

  test('numbers events without a gap', () => {
    const run = play(graph);
    expect(run.events.map((event) => event.seq)).toEqual(run.events.map((_, index) => index + 1));
  });
});

describe('branches and skips', () => {
  test('a node behind a port that did not fire is skipped, and so is what only it leads to', () => {
    const graph = buildGraph(
      ['start: start', ['b: branch', { config: { ports: ['high'] } }], 'x: task', 'y: task', 'z: task'],
      ['start -> b', 'b.high -> x', 'b.else -> y', 'y -> z'],
    );
    const run = play(graph, { does: { b: 'high' } });
    expect(statuses(run)).toEqual({ b: 'succeeded', x: 'succeeded', y: 'skipped', z: 'skipped' });
    expect(run.state.status).toBe('succeeded');
  });
});
