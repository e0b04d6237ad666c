import { describe, expect, test } from 'vitest';
import { advance, isCurrent } from './advance.ts';
import type { AdvanceIo } from './advance.ts';
import type { RunEventBody } from './events.ts';
import { copyState } from './reduce.ts';
import { buildGraph } from './testing/build.ts';
import { inPlace } from './testing/drive.ts';
import { play, statuses } from './testing/play.ts';
import { UnstorableError } from './unstorable-error.ts';

const io: AdvanceIo = {
  runId: 'run',
  firstRunId: 'first',
  at: () => '2026-01-02T00:00:00.000Z',
  resolve: inPlace,
  store: (value) => ({ value }),
  capacity: 10,
};
const succeeded = (key: string, attempt = 1): RunEventBody => ({
  type: 'node.succeeded',
  key,
  attempt,
  output: { value: key },
  port: 'out',
});
const wide = buildGraph(
  ['start: start', 'a: task', 'b: task', 'c: task', 'm: join'],
  ['start -> a', 'start -> b', 'start -> c', 'a -> m', 'b -> m', 'c -> m'],
);

describe('starts', () => {
  test('a launch has everything that an executor needs', () => {
    const { state } = play(wide, {
      order: ['start', 'a', 'b'],
      hang: ['c'],
      does: { b: { do: 'succeed', output: 2 } },
    });
    const unit = advance(wide, state, [succeeded('c')], io);
    expect(unit.launches).toEqual([
      {
        key: 'm',
        nodeId: 'm',
        type: 'join',
        scope: '',
        iteration: 1,
        attempt: 1,
        idempotencyKey: 'first:m',
        config: { value: { mode: 'all', cancelOthers: false } },
        inputs: [
          { node: 'a', output: { value: null } },
          { node: 'b', output: { value: 2 } },
          { node: 'c', output: { value: 'c' } },
        ],
        steps: [],
        timeoutMs: null,
        onCrash: 'rerun',
      },
    ]);
  });

  test('what finds no room is queued and starts first when there is room', () => {
    const run = play(wide, { capacity: 1, order: ['start', 'a', 'b', 'c', 'm'] });
    const types = run.events.flatMap((event) =>
      event.type === 'node.queued' || event.type === 'node.started' ? [`${event.type} ${event.key}`] : [],
    );
    expect(types).toEqual([
      'node.started start',
      'node.started a',
      'node.queued b',
      'node.queued c',
      'node.started b',
      'node.started c',
      'node.started m',
    ]);
    expect(run.state.executions['c']?.spans.map((span) => span.kind)).toEqual(['queued', 'running']);
  });

  test('an advance without bodies uses room that came free elsewhere', () => {
    const { state } = play(wide, { capacity: 0 });
    expect(state.executions['start']?.status).toBe('queued');
    expect(advance(wide, state, [], io).launches.map((launch) => launch.key)).toEqual(['start']);
  });

  test('something started and cancelled in one unit is not launched', () => {
    const { state } = play(wide, { hang: ['start'] });
    const stop: RunEventBody = { type: 'run.cancelled', by: null, reason: 'stop' };
    expect(advance(wide, state, [succeeded('start'), stop], io)).toMatchObject({
      launches: [],
      released: ['a', 'b', 'c'],
      final: true,
    });
  });

  test('a run that would start more nodes than its limit fails with a clear code', () => {
    const run = play(wide, { maxNodeRuns: 2 });
    expect(run.state).toMatchObject({ status: 'failed', nodeRuns: 2, error: { code: 'MAX_NODE_RUNS' } });
    expect(statuses(run)).toEqual({ a: 'cancelled', b: 'cancelled', c: 'cancelled' });
    expect(play(wide, { maxNodeRuns: 5 }).state.status).toBe('succeeded');
  });

  test('a resumed attempt is launched with the config of the first', () => {
    const { state } = play(wide, { hang: ['a'], order: ['start', 'b', 'c'] });
    const unit = advance(wide, state, [{ type: 'node.resumed', key: 'a', attempt: 2, reason: 'lost' }], io);
    expect(unit.launches).toMatchObject([{ key: 'a', attempt: 2, idempotencyKey: 'run:a' }]);
  });
});

describe('what is late', () => {
  const { state } = play(wide, { order: ['start', 'a'], hang: ['b', 'c'] });

  test.each([
    { name: 'an outcome of an ended execution', body: succeeded('a') },
    { name: 'an outcome of another attempt', body: succeeded('b', 2) },
    { name: 'an outcome of an unknown key', body: succeeded('b#2') },
    { name: 'a timer of another attempt', body: { type: 'timer.fired', key: 'b', attempt: 2 } as const },
  ])('$name is never folded', ({ body }) => {
    expect(isCurrent(state, body)).toBe(false);
    const copy = copyState(state);
    expect(advance(wide, copy, [body], io).events).toEqual([]);
    expect(copy).toEqual(state);
  });

  test.each<RunEventBody>([
    { type: 'map.expanded', key: 'each', items: { value: [1, 2] }, count: 2 },
    {
      type: 'node.failed',
      key: 'each',
      attempt: 1,
      error: { code: 'X', message: 'x', retryable: false },
      handled: false,
    },
    { type: 'node.resumed', key: 'each', attempt: 2, reason: 'lost' },
  ])('$type from the executor of a map that is expanded is never folded', (body) => {
    const graph = buildGraph(['start: start', 'each: map', ['one: task', { parent: 'each' }]], ['start -> each']);
    const expanded = play(graph, {
      does: { each: { do: 'expand', items: [1, 2] } },
      hang: ['each[0].one', 'each[1].one'],
    }).state;
    expect(isCurrent(expanded, body)).toBe(false);
    expect(isCurrent(expanded, succeeded('each[0].one'))).toBe(true);
    const copy = copyState(expanded);
    expect(advance(graph, copy, [body], io).events).toEqual([]);
    expect(copy).toEqual(expanded);
  });

  test('nothing follows a final event', () => {
    const copy = copyState(state);
    const bodies: RunEventBody[] = [{ type: 'run.cancelled', by: null, reason: 'stop' }, succeeded('b')];
    expect(advance(wide, copy, bodies, io).events.at(-1)?.type).toBe('run.cancelled');
    expect(advance(wide, copy, [succeeded('c')], io)).toMatchObject({ events: [], final: true });
  });

  test('an outcome of the attempt before a retry is refused', () => {
    const retry = { maxAttempts: 2, backoff: '1s', factor: 1, maxBackoff: '1s' };
    const graph = buildGraph(['start: start', ['a: task', { retry }]], ['start -> a']);
    const run = play(graph, {
      does: { a: 'flaky' },
      interrupt: (now, step) => (now.executions['a']?.attempt === 2 && step === 2 ? [succeeded('a', 1)] : null),
    });
    expect(run.state.executions['a']).toMatchObject({ status: 'failed', attempt: 2 });
  });
});

describe('a cancel', () => {
  test('withdraws gates and cancels runs before the final event, items before their map', () => {
    const graph = buildGraph(
      ['start: start', 'g: gate', 'each: map', ['one: task', { parent: 'each' }]],
      ['start -> g', 'start -> each'],
    );
    const { state } = play(graph, {
      does: { each: { do: 'expand', items: [1, 2] } },
      hang: ['g', 'each[0].one', 'each[1].one'],
    });
    const gate = state.executions['g'];
    if (gate?.status !== 'waiting') throw new Error('the gate does not wait');
    state.executions['g'] = { ...gate, approvalId: 'approval' };
    const unit = advance(graph, state, [{ type: 'run.cancelled', by: null, reason: 'stop' }], io);
    expect(unit.events.map((event) => ('key' in event ? `${event.type} ${event.key}` : event.type))).toEqual([
      'approval.withdrawn g',
      'node.cancelled g',
      'node.cancelled each[0].one',
      'node.cancelled each[1].one',
      'node.cancelled each',
      'run.cancelled',
    ]);
    expect(state.status).toBe('cancelled');
    expect([state.running, state.waiting]).toEqual([0, 0]);
  });

  test('of a run that has not begun is final at once', () => {
    const { state } = play(wide, { hang: ['start'] });
    expect(
      advance(wide, state, [{ type: 'run.failed', error: { code: 'TIMEOUT', message: 't', retryable: false } }], io),
    ).toMatchObject({
      released: ['start'],
      final: true,
    });
    expect(state.error?.code).toBe('TIMEOUT');
  });
});

describe('D-16: a value that the journal cannot hold fails its node', () => {
  const refuse = (what: string): AdvanceIo['store'] => {
    return (value) => {
      if (JSON.stringify(value).includes(what)) throw new UnstorableError('TOO_LARGE', 'It is too large.');
      return { value };
    };
  };

  test('when it is what its config became', () => {
    const graph = buildGraph(
      ['start: start', ['a: task', { config: { value: '{{ input.x }}' } }], 'b: task'],
      ['start -> a', 'a.error -> b'],
    );
    const { state } = play(graph, { input: { x: 'large' }, hang: ['start'] });
    const unit = advance(graph, state, [succeeded('start')], { ...io, store: refuse('large') });
    expect(unit.launches.map(({ key }) => key)).toEqual(['b']);
    expect(state.executions['a']).toMatchObject({
      status: 'failed',
      error: { code: 'CONFIG_TOO_LARGE' },
      handled: true,
    });
  });

  test('when it is the list of a map', () => {
    const graph = buildGraph(
      ['start: start', 'map: map', ['item: task', { parent: 'map' }], 'b: task'],
      ['start -> map', 'map.error -> b'],
    );
    const { state } = play(graph, { does: { map: { do: 'expand', items: [1] } }, hang: ['map[0].item'] });
    const unit = advance(graph, state, [succeeded('map[0].item')], { ...io, store: refuse('["map[0].item"]') });
    expect(unit.launches.map(({ key }) => key)).toEqual(['b']);
    expect(state.executions['map']).toMatchObject({ status: 'failed', error: { code: 'OUTPUT_TOO_LARGE' } });
  });
});
