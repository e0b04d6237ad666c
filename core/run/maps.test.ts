import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { buildGraph } from './testing/build.ts';
import { play, statuses } from './testing/play.ts';

const items = (count: number) => ({ do: 'expand', items: Array.from({ length: count }, (_, index) => index) }) as const;
const each = (config: JsonObject = {}, extra: string[] = []) =>
  buildGraph(
    ['start: start', ['each: map', { config }], ['one: task', { parent: 'each' }], 'after: task', 'caught: task'],
    ['start -> each', 'each -> after', ...extra],
  );
const output = (value: string | number) => ({ do: 'succeed', output: value }) as const;

describe('a map', () => {
  test('runs its child once for each item and puts out the list in item order', () => {
    const does = { each: items(3), 'each[0].one': output('a'), 'each[1].one': output('b'), 'each[2].one': output('c') };
    const run = play(each(), { does, order: ['start', 'each', 'each[2].one', 'each[0].one', 'each[1].one'] });
    expect(run.state.executions['each']).toMatchObject({ status: 'succeeded', output: { value: ['a', 'b', 'c'] } });
    expect(run.state.executions['after']?.status).toBe('succeeded');
  });

  test('starts items in order, at most `concurrency` at once, and they hold their place while they wait', () => {
    const graph = buildGraph(
      ['start: start', ['each: map', { config: { concurrency: 2 } }], ['g: gate', { parent: 'each' }]],
      ['start -> each'],
    );
    const waiting = play(graph, { does: { each: items(4) }, hang: ['each[0].g', 'each[1].g'] });
    expect(Object.keys(waiting.state.scopes)).toEqual(['', 'each[0]', 'each[1]']);
    expect(waiting.units.at(-1)?.idle).toBe(true);
    const next = play(graph, { does: { each: items(4) }, hang: ['each[1].g', 'each[2].g'] });
    expect(statuses(next)).toEqual({
      each: 'running',
      'each[0].g': 'succeeded',
      'each[1].g': 'waiting',
      'each[2].g': 'waiting',
    });
  });

  test('of no items puts out an empty list', () => {
    const run = play(each(), { does: { each: items(0) } });
    expect(run.state.executions['each']).toMatchObject({ status: 'succeeded', output: { value: [] } });
  });

  test('that has no children puts out null for every item', () => {
    const graph = buildGraph(['start: start', 'each: map'], ['start -> each']);
    const run = play(graph, { does: { each: items(2) } });
    expect(run.state.executions['each']).toMatchObject({ output: { value: [null, null] } });
  });

  test('puts out the last node of an item, null if that was skipped, an object by id if there are several', () => {
    const nodes = ['x: task', 'y: task'].map((node): [string, { parent: string }] => [node, { parent: 'each' }]);
    const branch: [string, object] = ['b: branch', { parent: 'each', config: { ports: ['p'] } }];
    const one = buildGraph(['start: start', 'each: map', branch, ...nodes], ['start -> each', 'b.p -> x', 'x -> y']);
    const skipped = play(one, { does: { each: items(2), 'each[0].b': 'p', y: output('done') } });
    expect(skipped.state.executions['each']).toMatchObject({ output: { value: ['done', null] } });
    const two = buildGraph(['start: start', 'each: map', ...nodes], ['start -> each']);
    const both = play(two, { does: { each: items(1), x: output(1), y: output(2) } });
    expect(both.state.executions['each']).toMatchObject({ output: { value: [{ x: 1, y: 2 }] } });
  });

  test('gives its children item and index, and the nodes outside', () => {
    const graph = buildGraph(
      [
        'start: start',
        'before: task',
        'outer: map',
        ['inner: map', { parent: 'outer', config: { items: '{{ item }}' } }],
        ['one: task', { parent: 'inner', config: { value: '{{ [item, index, nodes.before.output] }}' } }],
      ],
      ['start -> before', 'before -> outer'],
    );
    const run = play(graph, {
      does: {
        before: output('x'),
        outer: { do: 'expand', items: [['a', 'b']] },
        inner: { do: 'expand', items: ['a', 'b'] },
      },
    });
    expect(run.state.executions['outer[0].inner']?.config).toMatchObject({ value: { items: ['a', 'b'] } });
    expect(run.state.executions['outer[0].inner[1].one']?.config).toEqual({ value: { value: ['b', 1, 'x'] } });
  });

  test('works with loops and gates inside', () => {
    const graph = buildGraph(
      ['start: start', 'each: map', ['a: task', { parent: 'each' }], ['g: gate', { parent: 'each' }]],
      ['start -> each', 'a -> g', 'g.rejected -> a max 1'],
    );
    const run = play(graph, { does: { each: items(2), 'each[1].g': 'rejected' } });
    expect(run.state.status).toBe('succeeded');
    expect(statuses(run)).toMatchObject({ 'each[1].a#2': 'succeeded', 'each[1].g#2': 'succeeded' });
    expect(run.state.executions['each[0].a#2']).toBeUndefined();
  });
});

describe('an item that fails', () => {
  const does = { each: items(3), 'each[1].one': 'fail' };

  test('`fail` cancels the other items and fails the map', () => {
    const run = play(each({}, ['each.error -> caught']), {
      does,
      order: ['start', 'each', 'each[0].one', 'each[1].one'],
    });
    expect(statuses(run)).toEqual({
      each: 'failed',
      'each[0].one': 'succeeded',
      'each[1].one': 'failed',
      'each[2].one': 'cancelled',
      after: 'skipped',
      caught: 'succeeded',
    });
    expect(run.state.executions['each']).toMatchObject({ error: { code: 'ITEM_FAILED', details: { index: 1 } } });
    expect(run.state.maps['each']?.completed).toMatchObject({ 1: { status: 'failed' }, 2: { status: 'cancelled' } });
  });

  test('`fail` fails the run where nobody handles it', () => {
    expect(play(each(), { does }).state).toMatchObject({ status: 'failed', error: { code: 'ITEM_FAILED' } });
  });

  test('`collect` puts its error in the list', () => {
    const run = play(each({ onItemError: 'collect' }), { does });
    expect(run.state.executions['each']).toMatchObject({
      output: { value: [null, { error: { code: 'FAILED', message: 'each[1].one failed' } }, null] },
    });
  });

  test('`skip` leaves it out', () => {
    const run = play(each({ onItemError: 'skip' }), { does: { ...does, 'each[2].one': output('c') } });
    expect(run.state.executions['each']).toMatchObject({ output: { value: [null, 'c'] } });
  });

  test('cancels what else runs in it, and only in it', () => {
    const graph = buildGraph(
      [
        'start: start',
        ['each: map', { config: { onItemError: 'collect' } }],
        ['x: task', { parent: 'each' }],
        ['y: task', { parent: 'each' }],
      ],
      ['start -> each'],
    );
    const run = play(graph, { does: { each: items(2), 'each[0].x': 'fail' } });
    expect(statuses(run)).toMatchObject({
      'each[0].y': 'cancelled',
      'each[1].x': 'succeeded',
      'each[1].y': 'succeeded',
    });
  });

  test('by an exhausted loop fails the item only', () => {
    const graph = buildGraph(
      ['start: start', ['each: map', { config: { onItemError: 'skip' } }], ['s: branch', { parent: 'each' }]],
      ['start -> each', 's.else -> s max 1'],
    );
    const run = play(graph, { does: { each: items(2) } });
    expect(run.state.executions['each']).toMatchObject({ status: 'succeeded', output: { value: [] } });
  });
});
