import { expect, test } from 'vitest';
import { buildGraph } from './testing/build.ts';
import { play, statuses } from './testing/play.ts';

/** What was launched, that is, given to an executor. */
const launched = (run: ReturnType<typeof play>): string[] =>
  run.units.flatMap((unit) => unit.launches.map((launch) => launch.key)).filter((key) => key !== 'start');

const pin = (output: unknown, port?: string) => ({
  pinned: { output: output as never, ...(port === undefined ? {} : { port }) },
});

test('a pinned node ends in the unit that starts it, and no executor hears of it', () => {
  const graph = buildGraph(
    ['start: start', ['a: task', { ...pin({ n: 1 }), config: { value: '{{ nodes.nobody.output }}' } }], 'b: task'],
    ['start -> a', 'a -> b'],
  );
  const run = play(graph);
  expect(launched(run)).toEqual(['b']);
  expect(run.state.executions['a']).toMatchObject({ status: 'succeeded', output: { value: { n: 1 } }, port: 'out' });
  const unit = run.units.find(({ events }) =>
    events.some((event) => event.type === 'node.started' && event.key === 'a'),
  );
  expect(unit?.events.map((event) => event.type)).toContain('node.succeeded');
  expect(run.state.status).toBe('succeeded');
});

test('the pinned port is followed: of a gate, of a branch, and round a loop until it is exhausted', () => {
  const graph = buildGraph(
    ['start: start', 'draft: task', ['gate: gate', pin({ comment: 'no' }, 'rejected')], 'yes: task', 'boss: task'],
    [
      'start -> draft',
      'draft -> gate',
      'gate.approved -> yes',
      'gate.rejected -> draft max 2',
      'gate.rejected -> boss',
    ],
  );
  const run = play(graph);
  expect(launched(run)).toEqual(['draft', 'draft#2', 'draft#3', 'boss']);
  expect(run.events.some((event) => event.type === 'approval.requested')).toBe(false);
  expect(statuses(run)).toMatchObject({ 'gate#3': 'succeeded', yes: 'skipped', boss: 'succeeded' });
});

test('inside a map each item gets the pinned output, and a pinned map puts out its list without its items', () => {
  const inner = buildGraph(
    [
      'start: start',
      ['m: map', { config: { items: [1, 2, 3] } }],
      ['a: task', { ...pin('same'), parent: 'm' }],
      ['b: task', { parent: 'm' }],
    ],
    ['start -> m', 'a -> b'],
  );
  const run = play(inner, { does: { m: { do: 'expand', items: [1, 2, 3] } } });
  expect(launched(run)).toEqual(['m', 'm[0].b', 'm[1].b', 'm[2].b']);
  const kept = run.events.flatMap((event) =>
    event.type === 'node.succeeded' && event.key.endsWith('.a') ? [event.output] : [],
  );
  expect(kept).toHaveLength(3);
  expect(new Set(kept).size, 'what is kept for the items').toBe(1);
  const whole = buildGraph(
    ['start: start', ['m: map', pin(['x', 'y'])], ['a: task', { parent: 'm' }], 'after: task'],
    ['start -> m', 'm -> after'],
  );
  expect(launched(play(whole))).toEqual(['after']);
});

test('a pin at the error port is a failure that goes the way of failures', () => {
  const failing = pin({ code: 'HTTP_500', message: 'It is down' }, 'error');
  const wired = play(
    buildGraph(['start: start', ['a: task', failing], 'b: task', 'c: task'], ['start -> a', 'a -> b', 'a.error -> c']),
  );
  expect(wired.state.executions['a']).toMatchObject({
    status: 'failed',
    handled: true,
    error: { code: 'HTTP_500', message: 'It is down' },
  });
  expect(launched(wired)).toEqual(['c']);
  const loose = play(buildGraph(['start: start', ['a: task', failing], 'b: task'], ['start -> a', 'a -> b']));
  expect(loose.state).toMatchObject({ status: 'failed', error: { code: 'HTTP_500' } });
});

test('a port that must lead somewhere and does not fails the node, pinned or not; one that is not there too', () => {
  const of = (port: string) =>
    play(
      buildGraph(['start: start', ['gate: gate', pin(null, port)], 'b: task'], ['start -> gate', 'gate.approved -> b']),
    );
  expect(of('rejected').state.error).toMatchObject({ code: 'REJECTED_UNHANDLED' });
  expect(of('nowhere').state.error).toMatchObject({ code: 'UNKNOWN_PORT' });
});

test('switched off goes before pinned, and a merge with a pin still waits for its turn', () => {
  const off = play(
    buildGraph(['start: start', ['a: task', { ...pin(1), disabled: true }], 'b: task'], ['start -> a', 'a -> b']),
  );
  expect(off.state.executions['a']).toMatchObject({ status: 'skipped', reason: 'disabled' });
  const merge = play(
    buildGraph(
      ['start: start', 'a: task', 'b: task', ['m: join', pin({ inputs: [] })], 'c: task'],
      ['start -> a', 'start -> b', 'a -> m', 'b -> m', 'm -> c'],
    ),
    { hang: ['b'] },
  );
  expect(merge.state.executions['m']).toBeUndefined();
});

test('what finds no room waits for it, pinned or not, and the number of nodes of a run stays bounded', () => {
  const graph = buildGraph(
    ['start: start', ['a: task', pin(1)], ['b: task', pin(2)], 'c: task'],
    ['start -> a', 'start -> b', 'a -> c', 'b -> c'],
  );
  expect(statuses(play(graph, { capacity: 1 }))).toEqual({ a: 'succeeded', b: 'succeeded', c: 'succeeded' });
  const round = buildGraph(
    ['start: start', ['a: task', pin(1)], ['gate: gate', pin(null, 'rejected')], 'b: task'],
    ['start -> a', 'a -> gate', 'gate.rejected -> a max 1000', 'gate.rejected -> b'],
  );
  expect(play(round, { maxNodeRuns: 50 }).state).toMatchObject({ status: 'failed', error: { code: 'MAX_NODE_RUNS' } });
});
