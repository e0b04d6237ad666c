import { describe, expect, test } from 'vitest';
import { schedule } from './schedule.ts';
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
    expect(run.state.executions['done']?.config).toEqual({ value: { value: 7 } });
  });

  test('numbers events without a gap and names executions for idempotency', () => {
    const run = play(graph);
    expect(run.events.map((event) => event.seq)).toEqual(run.events.map((_, index) => index + 1));
    expect(run.state.executions['a']?.idempotencyKey).toBe('run:a');
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
  });

  test('a node with one taken and one untaken edge runs, and takes the one', () => {
    const graph = buildGraph(
      ['start: start', ['b: branch', { config: { ports: ['p'] } }], 'x: task', 'y: task', 'z: task'],
      ['start -> b', 'b.p -> x', 'b.else -> y', 'x -> z', 'y -> z'],
    );
    const run = play(graph, { does: { b: 'p' } });
    expect(run.state.executions['z']).toMatchObject({ status: 'succeeded', took: ['x.out->z'] });
  });

  test('a node that nothing leads to is skipped at the start, with what follows it', () => {
    const graph = buildGraph(['start: start', 'lone: task', 'after: task'], ['lone -> after']);
    const run = play(graph);
    expect(run.units[1]?.events.map((event) => event.type)).toEqual([
      'run.started',
      'node.skipped',
      'node.skipped',
      'node.started',
    ]);
    expect(run.state.executions['lone']).toMatchObject({ reason: 'unreachable' });
    expect(run.state.executions['after']).toMatchObject({ reason: 'not_taken' });
  });

  test('a port without edges is a dead end and fine', () => {
    const graph = buildGraph(['start: start', ['b: branch', { config: { ports: ['p'] } }]], ['start -> b']);
    expect(play(graph, { does: { b: 'p' } }).state.status).toBe('succeeded');
  });

  test('a fast branch never waits for a slow one', () => {
    const graph = buildGraph(
      ['start: start', 'slow: task', 'fast: task', 'next: task'],
      ['start -> slow', 'start -> fast', 'fast -> next'],
    );
    const run = play(graph, { order: ['start', 'fast', 'next'] });
    expect(run.order.map((one) => one.key)).toEqual(['start', 'fast', 'next', 'slow']);
  });
});

describe('merges', () => {
  const three = (config: { mode: string; count?: number }, extra: string[] = []) =>
    buildGraph(
      [
        'start: start',
        ['b: branch', { config: { ports: ['p'] } }],
        'x: task',
        'y: task',
        'z: task',
        ['m: join', { config: { ...config } }],
        'next: task',
        'short: task',
      ],
      ['start -> b', 'start -> x', 'start -> y', 'b.p -> z', 'x -> m', 'y -> m', 'z -> m', 'm -> next', ...extra],
    );

  test.each([
    { mode: { mode: 'all' }, fires: 'p', order: ['x', 'y', 'z'], after: 'z', took: ['x', 'y', 'z'] },
    { mode: { mode: 'all' }, fires: 'else', order: ['x', 'y'], after: 'y', took: ['x', 'y'] },
    { mode: { mode: 'any' }, fires: 'p', order: ['y', 'x', 'z'], after: 'y', took: ['y'] },
    { mode: { mode: 'quorum', count: 2 }, fires: 'p', order: ['z', 'x', 'y'], after: 'x', took: ['x', 'z'] },
    { mode: { mode: 'quorum', count: 2 }, fires: 'else', order: ['y', 'x'], after: 'x', took: ['x', 'y'] },
  ])('$mode takes $took after $after', ({ mode, fires, order, after, took }) => {
    const run = play(three(mode), { does: { b: fires }, order: ['start', 'b', ...order] });
    const started = run.units.findIndex((unit) => unit.events.some((e) => e.type === 'node.started' && e.key === 'm'));
    expect(run.units[started]?.events[0]).toMatchObject({ type: 'node.succeeded', key: after });
    expect(run.state.executions['m']?.took).toEqual(took.map((id) => `${id}.out->m`));
    expect(run.state.executions['next']?.status).toBe('succeeded');
    expect(run.state.nodeRuns).toBe(fires === 'p' ? 7 : 6);
  });

  test('late branches run on, the run waits for them, and they may fail it', () => {
    const run = play(three({ mode: 'any' }), { does: { b: 'p', z: 'fail' }, order: ['start', 'b', 'x', 'm', 'next'] });
    expect(run.state).toMatchObject({ status: 'failed', error: { code: 'FAILED' } });
    expect(run.state.executions['next']?.status).toBe('succeeded');
  });

  test.each(['all', 'any', 'quorum'])('%s is skipped when nothing was taken', (mode) => {
    const graph = buildGraph(
      [
        'start: start',
        ['b: branch', { config: { ports: ['p', 'q'] } }],
        ['m: join', { config: { mode, ...(mode === 'quorum' && { count: 2 }) } }],
      ],
      ['start -> b', 'b.p -> m', 'b.q -> m'],
    );
    expect(statuses(play(graph, { does: { b: 'else' } }))).toEqual({ b: 'succeeded', m: 'skipped' });
  });

  test('a quorum out of reach fails at once, although an edge is still open', () => {
    const run = play(three({ mode: 'quorum', count: 3 }), { does: { b: 'else' }, order: ['start', 'x', 'b'] });
    expect(run.state).toMatchObject({ status: 'failed', error: { code: 'JOIN_UNREACHABLE' } });
    expect(statuses(run)).toMatchObject({ m: 'failed', y: 'cancelled' });
  });

  test('a quorum out of reach waits while nothing was taken', () => {
    const run = play(three({ mode: 'quorum', count: 3 }), {
      does: { b: 'else' },
      order: ['start', 'b'],
      hang: ['x', 'y'],
    });
    expect(run.state.status).toBe('running');
    expect(run.state.executions['m']).toBeUndefined();
  });

  test('a wired `unmet` fires with what was taken', () => {
    const graph = three({ mode: 'quorum', count: 3 }, ['m.unmet -> short']);
    const run = play(graph, { does: { b: 'else', x: { do: 'succeed', output: 5 } }, order: ['start', 'x', 'b'] });
    expect(run.state.executions['m']).toMatchObject({
      status: 'succeeded',
      port: 'unmet',
      output: { value: { inputs: [{ node: 'x', output: 5 }] } },
    });
    expect(statuses(run)).toMatchObject({ short: 'succeeded', next: 'skipped', y: 'succeeded' });
  });
});

describe('cancelOthers', () => {
  const race = (extraNodes: string[] = [], extraEdges: string[] = []) =>
    buildGraph(
      [
        'start: start',
        'x: task',
        'y: task',
        'y2: task',
        'g: gate',
        ['m: join', { config: { mode: 'any', cancelOthers: true } }],
        'next: task',
        ...extraNodes,
      ],
      [
        ...['start -> x', 'start -> y', 'start -> g', 'x -> m', 'y -> y2', 'y2 -> m', 'g.approved -> m'],
        ...['g.rejected -> m', 'g.expired -> m', 'm -> next', ...extraEdges],
      ],
    );

  test('running and waiting ones are cancelled and pending ones skipped before the merge starts', () => {
    const run = play(race(), { order: ['start', 'x'], hang: ['g'] });
    expect(statuses(run)).toMatchObject({ y: 'cancelled', y2: 'skipped', g: 'cancelled', next: 'succeeded' });
    const unit = run.units.find((one) => one.released.length > 0);
    expect(unit?.released).toEqual(['y', 'g']);
    expect(unit?.events.at(-1)).toMatchObject({ type: 'node.started', key: 'm', took: ['x.out->m'] });
    expect(run.state.status).toBe('succeeded');
  });

  test('a branch that also leads elsewhere is left alone', () => {
    const run = play(race(['log: task'], ['y -> log']), { order: ['start', 'x'] });
    expect(statuses(run)).toMatchObject({ y: 'succeeded', y2: 'skipped', log: 'succeeded', g: 'cancelled' });
  });

  test('a map among the others is cancelled with its items', () => {
    const graph = buildGraph(
      [
        'start: start',
        'x: task',
        'each: map',
        ['one: task', { parent: 'each' }],
        ['m: join', { config: { mode: 'any', cancelOthers: true } }],
      ],
      ['start -> x', 'start -> each', 'x -> m', 'each -> m'],
    );
    const run = play(graph, { does: { each: { do: 'expand', items: [1, 2] } }, order: ['start', 'each', 'x'] });
    expect(statuses(run)).toEqual({
      x: 'succeeded',
      each: 'cancelled',
      'each[0].one': 'cancelled',
      'each[1].one': 'cancelled',
      m: 'succeeded',
    });
  });
});

describe('disabled nodes', () => {
  test('take `out`, with their fallback as output', () => {
    const graph = buildGraph(
      [
        'start: start',
        ['a: task', { disabled: true, fallback: 'nothing' }],
        ['b: task', { config: { value: '{{ nodes.a.output }}' } }],
      ],
      ['start -> a', 'a -> b'],
    );
    const run = play(graph);
    expect(run.state.executions['a']).toMatchObject({ status: 'skipped', reason: 'disabled' });
    expect(run.state.executions['b']).toMatchObject({ status: 'succeeded', config: { value: { value: 'nothing' } } });
  });

  test('a disabled map does not look at its items', () => {
    const graph = buildGraph(
      ['start: start', ['each: map', { disabled: true }], ['one: task', { parent: 'each' }], 'after: task'],
      ['start -> each', 'each -> after'],
    );
    expect(statuses(play(graph))).toEqual({ each: 'skipped', after: 'succeeded' });
  });
});

describe('the end of a run', () => {
  const graph = buildGraph(
    ['start: start', 'a: task', 'b: task', 'first: end', 'second: end'],
    ['start -> a', 'start -> b', 'a -> first', 'b -> second'],
  );

  test('an end does not stop others, and the output is that of the first end to succeed', () => {
    const does = { first: { do: 'succeed', port: null, output: 1 }, second: { do: 'succeed', port: null, output: 2 } };
    const run = play(graph, { does: does as never, order: ['start', 'b', 'second', 'a', 'first'] });
    expect(run.state).toMatchObject({ status: 'succeeded', output: { value: 2 } });
    expect(statuses(run)).toMatchObject({ first: 'succeeded', a: 'succeeded' });
  });

  test('without an end reached the output is null', () => {
    const branch = buildGraph(
      ['start: start', ['b: branch', { config: { ports: ['p'] } }], 'done: end'],
      ['start -> b', 'b.p -> done'],
    );
    expect(play(branch).state).toMatchObject({ status: 'succeeded', output: { value: null } });
  });

  test('a run that only waits is idle, one that runs is not', () => {
    const waits = buildGraph(['start: start', 'g: gate', 'a: task'], ['start -> g', 'start -> a']);
    const run = play(waits, { hang: ['g', 'a'], order: ['start'] });
    expect(run.units.at(-1)).toMatchObject({ idle: false, final: false });
    expect(play(waits, { hang: ['g'] }).units.at(-1)).toMatchObject({ idle: true });
  });

  test('a run in which nothing moves any more says so, with the nodes', () => {
    const run = play(graph, { hang: ['a', 'b'] });
    // No journal can lead here; a scheduler with a bug could.
    const broken = { ...run.state, running: 0 };
    expect(schedule(graph, broken)).toMatchObject({
      do: 'append',
      events: [{ type: 'run.failed', error: { code: 'STALLED', details: { nodes: ['a', 'b', 'first', 'second'] } } }],
    });
  });
});
