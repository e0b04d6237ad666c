import { describe, expect, test } from 'vitest';
import type { GraphNode } from '../graph/schema.ts';
import type { RunError } from './events.ts';
import { failureEvent } from './failure.ts';
import type { RunGraph } from './graph.ts';
import { buildGraph } from './testing/build.ts';
import { play, statuses, story } from './testing/play.ts';

const AT = '2026-01-01T00:00:00.000Z';
const retry = { maxAttempts: 4, backoff: '1s', factor: 2, maxBackoff: '3s' };

function task(node: Partial<GraphNode> = {}, edges: string[] = []): RunGraph {
  return buildGraph(['start: start', ['a: task', node], 'next: task', 'caught: task'], ['start -> a', ...edges]);
}

/** What a failure of `a` means after so many attempts before it. */
function failing(graph: RunGraph, error: Partial<RunError>, attempt = 1, random = 0.5) {
  const { state } = play(graph, { hang: ['a'] });
  const execution = state.executions['a'];
  if (!execution) throw new Error('a did not start');
  state.executions['a'] = { ...execution, attempt };
  return failureEvent(graph, state, 'a', { code: 'X', message: 'x', retryable: true, ...error }, { at: AT, random });
}

describe('retries', () => {
  test.each([
    { attempt: 1, random: 0.5, seconds: 1 },
    { attempt: 2, random: 0.5, seconds: 2 },
    { attempt: 3, random: 0.5, seconds: 3 },
    { attempt: 1, random: 0, seconds: 0.8 },
    { attempt: 1, random: 1, seconds: 1.2 },
  ])('attempt $attempt is followed after $seconds s (random $random)', ({ attempt, random, seconds }) => {
    const event = failing(task({ retry }), {}, attempt, random);
    const dueAt = new Date(Date.parse(AT) + seconds * 1000).toISOString();
    expect(event).toMatchObject({ type: 'node.retrying', attempt: attempt + 1, dueAt });
  });

  test.each([
    { retryAfterMs: 5_000, dueAt: '2026-01-01T00:00:05.000Z' },
    { retryAfterMs: 86_400_000, dueAt: '2026-01-01T01:00:00.000Z' },
  ])('Retry-After of $retryAfterMs ms is due at $dueAt', ({ retryAfterMs, dueAt }) => {
    expect(failing(task({ retry }), { retryAfterMs })).toMatchObject({ type: 'node.retrying', dueAt });
  });

  test('end with the last attempt, and never begin for an error that is not retryable', () => {
    expect(failing(task({ retry }), {}, 4)).toMatchObject({ type: 'node.failed', handled: false });
    expect(failing(task({ retry }), { retryable: false })).toMatchObject({ type: 'node.failed', handled: false });
  });

  test('come before onError, use the same config, and keep the errors of earlier attempts', () => {
    const graph = task({ retry: { ...retry, maxAttempts: 3 }, onError: 'continue', config: { value: 'x' } });
    const run = play(graph, { does: { a: ({ attempt }) => (attempt < 3 ? 'flaky' : 'out') } });
    expect(story(run).filter((line) => line.endsWith(' a'))).toEqual([
      'node.started a',
      'node.retrying a',
      'timer.fired a',
      'node.resumed a',
      'node.retrying a',
      'timer.fired a',
      'node.resumed a',
      'node.succeeded a',
    ]);
    expect(run.state.executions['a']).toMatchObject({
      status: 'succeeded',
      attempt: 3,
      config: { value: { value: 'x' } },
    });
    expect(run.state.executions['a']?.retries.map((one) => one.attempt)).toEqual([1, 2]);
    expect(run.state.executions['a']?.spans.map((span) => span.kind)).toEqual([
      'running',
      'retrying',
      'running',
      'retrying',
      'running',
    ]);
    expect(run.state.nodeRuns).toBe(2);
  });

  test('are not for maps', () => {
    const graph = buildGraph(['start: start', ['each: map', { retry }]], ['start -> each']);
    const run = play(graph, { does: { each: 'flaky' } });
    expect(run.state.executions['each']).toMatchObject({ status: 'failed', attempt: 1 });
  });
});

describe('onError', () => {
  test.each([
    { onError: undefined, edges: [], handled: false },
    { onError: undefined, edges: ['a.error -> caught'], handled: true, port: 'error' },
    { onError: 'branch', edges: ['a.error -> caught'], handled: true, port: 'error' },
    { onError: 'branch', edges: [], handled: false },
    { onError: 'fail', edges: ['a.error -> caught'], handled: false },
    { onError: 'continue', edges: ['a.error -> caught'], handled: true, port: 'out' },
  ] as const)('$onError with edges $edges: handled $handled, port $port', ({ onError, edges, ...expected }) => {
    const graph = task({ onError, fallback: 'f' }, ['a -> next', ...edges]);
    const run = play(graph, { does: { a: 'fail' } });
    expect(run.state.executions['a']).toMatchObject({ status: 'failed', error: { code: 'FAILED' }, ...expected });
    expect(run.state.status).toBe(expected.handled ? 'succeeded' : 'failed');
  });

  test('a handled failure shows its error, and its fallback as output', () => {
    const value = { status: '{{ nodes.a.status }}', code: '{{ nodes.a.error.code }}', output: '{{ nodes.a.output }}' };
    const graph = buildGraph(
      ['start: start', ['a: task', { onError: 'continue', fallback: 0 }], ['next: task', { config: { value } }]],
      ['start -> a', 'a -> next'],
    );
    const run = play(graph, { does: { a: 'fail' } });
    expect(run.state.executions['next']?.config).toEqual({
      value: { value: { status: 'failed', code: 'FAILED', output: 0 } },
    });
  });

  test('an unhandled failure cancels what runs and waits, leaves pending what is pending, then fails the run', () => {
    const graph = buildGraph(
      ['start: start', 'a: task', 'slow: task', 'g: gate', 'later: task'],
      ['start -> a', 'start -> slow', 'start -> g', 'slow -> later'],
    );
    const run = play(graph, { does: { a: 'fail' } });
    expect(statuses(run)).toEqual({ a: 'failed', slow: 'cancelled', g: 'cancelled' });
    expect(run.units.at(-1)?.events.map((event) => event.type)).toEqual([
      'node.failed',
      'node.cancelled',
      'node.cancelled',
      'run.failed',
    ]);
    expect(run.units.at(-1)).toMatchObject({ final: true, idle: false, released: ['slow', 'g'], launches: [] });
    expect(run.events.at(-1)).toMatchObject({ key: 'a', error: { code: 'FAILED' } });
  });

  test('an expression error is a failure of the node that is not retried and can be handled', () => {
    const config = { value: '{{ nodes.b.output.x }}' };
    const graph = buildGraph(
      ['start: start', 'b: task', ['a: task', { config, retry }], 'caught: task'],
      ['start -> b', 'b -> a', 'a.error -> caught'],
    );
    const run = play(graph);
    expect(run.state.executions['a']).toMatchObject({ status: 'failed', attempt: 0, error: { code: 'EXPRESSION' } });
    expect(run.units.at(-2)?.events.map((event) => event.type)).toEqual([
      'node.succeeded',
      'node.failed',
      'node.started',
    ]);
    expect(run.state.executions['caught']?.status).toBe('succeeded');
  });
});

describe('ports that must be wired', () => {
  const graph = (edges: string[]) => buildGraph(['start: start', 'g: gate', 'next: task'], ['start -> g', ...edges]);

  test.each(['rejected', 'expired'])('an unwired `%s` fails the node', (port) => {
    const run = play(graph(['g.approved -> next']), { does: { g: port } });
    expect(run.state).toMatchObject({ status: 'failed', error: { code: `${port.toUpperCase()}_UNHANDLED` } });
    expect(statuses(run)).toEqual({ g: 'failed' });
  });

  test('a wired one is an outcome like any other, and an unwired `approved` a dead end', () => {
    expect(play(graph(['g.rejected -> next']), { does: { g: 'rejected' } }).state.status).toBe('succeeded');
    expect(play(graph(['g.rejected -> next']), { does: { g: 'approved' } }).state.status).toBe('succeeded');
  });

  test('a port that the node does not have is a failure, not a silent end', () => {
    expect(play(task({}, ['a -> next']), { does: { a: 'sideways' } }).state.error?.code).toBe('UNKNOWN_PORT');
  });
});
