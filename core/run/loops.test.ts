import { describe, expect, test } from 'vitest';
import { buildGraph } from './testing/build.ts';
import { play, statuses, story } from './testing/play.ts';

const review = (max: number, extra: string[] = []) =>
  buildGraph(
    ['start: start', 'draft: task', 'side: task', 'gate: gate', 'pay: task', 'escalate: task'],
    [
      ...['start -> draft', 'draft -> gate', 'draft -> side', 'gate.approved -> pay', 'gate.expired -> escalate'],
      `gate.rejected -> draft max ${max}`,
      ...extra,
    ],
  );

describe('a loop', () => {
  test('sends the body back to pending and starts its target in the commit of loop.iterated', () => {
    const run = play(review(3), { does: { gate: 'rejected', 'gate#2': 'approved' } });
    const unit = run.units.find((one) => one.events.some((event) => event.type === 'loop.iterated'));
    expect(unit?.events.map((event) => event.type)).toEqual(['node.succeeded', 'loop.iterated', 'node.started']);
    expect(unit?.events[1]).toMatchObject({ count: 1, scope: '', reset: ['draft', 'gate'] });
    expect(unit?.events[2]).toMatchObject({ key: 'draft#2', took: ['gate.rejected->draft'] });
    expect(statuses(run)).toMatchObject({ 'draft#2': 'succeeded', 'gate#2': 'succeeded', pay: 'succeeded' });
  });

  test('D-17: runs its body up to max + 1 times and then takes the forward edges of the same port', () => {
    const run = play(review(2, ['gate.rejected -> escalate']), { does: { gate: 'rejected' } });
    expect(statuses(run)).toMatchObject({ draft: 'succeeded', 'draft#2': 'succeeded', 'draft#3': 'succeeded' });
    expect(run.state.executions['draft#4']).toBeUndefined();
    expect(run.state.executions['escalate']).toMatchObject({ status: 'succeeded', took: ['gate.rejected->escalate'] });
    expect(statuses(run)).toMatchObject({ pay: 'skipped' });
  });

  test('D-17: fails the run when it is exhausted and nothing else is wired', () => {
    const run = play(review(1), { does: { gate: 'rejected' } });
    expect(run.state.error).toMatchObject({
      code: 'LOOP_EXHAUSTED',
      details: { edge: 'gate.rejected->draft', max: 1 },
    });
    expect(run.state.executions['gate#2']?.status).toBe('succeeded');
  });

  test('holds the edges that leave its body until its source ends without looping', () => {
    const run = play(review(3), { does: { gate: 'rejected', 'gate#2': 'approved' } });
    const started = story(run).indexOf('node.started side');
    expect(started).toBeGreaterThan(story(run).indexOf('node.succeeded gate#2'));
    expect(story(run).filter((line) => line.startsWith('node.started side'))).toHaveLength(1);
  });

  test('cancels what still runs or waits in the body, and a late outcome of it is never folded', () => {
    const graph = buildGraph(
      ['start: start', 'a: task', 'slow: task', 'g: gate', ['any: join', { config: { mode: 'any' } }], 's: branch'],
      [
        ...['start -> a', 'a -> slow', 'a -> g', 'a -> any', 'slow -> any', 'g.approved -> any', 'any -> s'],
        's.else -> a max 1',
      ],
    );
    const stale = { type: 'node.succeeded', key: 'slow', attempt: 1, output: { value: 0 }, port: 'out' } as const;
    const run = play(graph, {
      order: ['start', 'a', 'any', 's'],
      hang: ['slow', 'g', 'slow#2', 'g#2', 'a#2'],
      interrupt: (state, step) => (state.executions['a#2'] && step < 20 ? [stale] : null),
    });
    expect(statuses(run)).toMatchObject({ slow: 'cancelled', g: 'cancelled', 'a#2': 'running' });
    expect(run.units.find((unit) => unit.released.length > 0)?.released).toEqual(['slow', 'g']);
  });

  test('keeps what edges from outside carried', () => {
    const graph = buildGraph(
      ['start: start', 'data: task', 'a: task', 'b: task', ['s: branch', { config: { ports: ['done'] } }]],
      ['start -> data', 'start -> a', 'a -> b', 'data -> b', 'b -> s', 's.else -> a max 1'],
    );
    const run = play(graph, { does: { 's#2': 'done' } });
    expect(run.state.executions['b#2']).toMatchObject({ took: ['a.out->b', 'data.out->b'] });
    expect(run.state.executions['data#2']).toBeUndefined();
  });

  test('counts a loop inside anew when the loop around it iterates', () => {
    const again = { config: { ports: ['again'] } };
    const graph = buildGraph(
      ['start: start', 'a: task', 'b: task', ['inner: branch', again], ['outer: branch', again], 'out: task'],
      [
        ...['start -> a', 'a -> b', 'b -> inner', 'inner.else -> outer', 'outer.else -> out'],
        ...['inner.again -> b max 1', 'outer.again -> a max 1'],
      ],
    );
    const does = { inner: 'again', 'inner#2': 'else', outer: 'again', 'inner#3': 'again', 'inner#4': 'else' };
    const run = play(graph, { does: { ...does, 'outer#2': 'else' } });
    expect(run.state.status).toBe('succeeded');
    expect(statuses(run)).toMatchObject({ 'b#4': 'succeeded', 'a#2': 'succeeded', out: 'succeeded' });
    const counts = run.events.flatMap((event) => (event.type === 'loop.iterated' ? [[event.edge, event.count]] : []));
    expect(counts).toEqual([
      ['inner.again->b', 1],
      ['outer.again->a', 1],
      ['inner.again->b', 1],
    ]);
  });

  test('equal bodies count apart', () => {
    const graph = buildGraph(
      ['start: start', 'a: task', ['s: branch', { config: { ports: ['x', 'y'] } }]],
      ['start -> a', 'a -> s', 's.x -> a max 1', 's.y -> a max 1'],
    );
    const run = play(graph, { does: { s: 'x', 's#2': 'y', 's#3': 'else' } });
    expect(run.state).toMatchObject({ status: 'succeeded', scopes: { '': { loops: { 's.x->a': 1, 's.y->a': 1 } } } });
  });

  test('a node may loop to itself', () => {
    const graph = buildGraph(
      ['start: start', ['a: task', { config: { value: '{{ nodes.a.iteration }}' } }]],
      ['start -> a', 'a.error -> a max 2'],
    );
    const run = play(graph, { does: { a: 'fail', 'a#3': 'out' } });
    expect(statuses(run)).toEqual({ a: 'failed', 'a#2': 'failed', 'a#3': 'succeeded' });
    expect(run.state.executions['a#3']?.config).toEqual({ value: { value: 3 } });
  });

  test('resets a map in its body with all its items', () => {
    const graph = buildGraph(
      ['start: start', 'each: map', ['one: task', { parent: 'each' }], 's: branch'],
      ['start -> each', 'each -> s', 's.else -> each max 1'],
    );
    const run = play(graph, { does: { each: { do: 'expand', items: [1] } } });
    expect(statuses(run)).toMatchObject({ 'each[0].one': 'succeeded', 'each#2[0].one': 'succeeded' });
  });
});
