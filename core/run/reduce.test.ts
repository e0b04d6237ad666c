import { describe, expect, test } from 'vitest';
import type { RunEventBody, Usage } from './events.ts';
import { initialState, reduce } from './reduce.ts';
import type { RunState } from './state.ts';
import { buildGraph } from './testing/build.ts';
import { play } from './testing/play.ts';

const graph = buildGraph(['start: start', 'a: task', 'b: task'], ['start -> a', 'start -> b']);
const usage = (inputTokens: number, costUsd: number | null): Usage => ({ inputTokens, outputTokens: 1, costUsd });
const step = (n: number, used: Usage): RunEventBody => ({
  type: 'agent.step',
  key: 'a',
  attempt: 1,
  n,
  phase: 'answer',
  kind: 'model',
  model: 'simulated/fast',
  request: { value: null },
  response: { value: null },
  usage: used,
  durationMs: 1,
  finishReason: 'stop',
});

function after(state: RunState, bodies: RunEventBody[]): RunState {
  return bodies.reduce(
    (now, body) => reduce(graph, now, { ...body, seq: now.seq + 1, at: '2026-02-01T00:00:00.000Z', v: 1 }),
    state,
  );
}

describe('usage', () => {
  const { state } = play(graph, { hang: ['a', 'b'] });
  const ended = (used: Usage): RunEventBody => ({
    type: 'node.succeeded',
    key: 'a',
    attempt: 1,
    output: { value: null },
    port: 'out',
    usage: used,
  });

  test('counts each step once, although the outcome reports the total', () => {
    const total = { inputTokens: 30, outputTokens: 2, costUsd: 0.5 };
    const next = after(state, [step(1, usage(10, 0.25)), step(2, usage(20, 0.25)), ended(total)]);
    expect(next.executions['a']?.usage).toEqual(total);
    expect(next.usage).toEqual(total);
  });

  test('keeps what a failed call cost beyond its steps', () => {
    const next = after(state, [step(1, usage(10, 0.25)), ended({ inputTokens: 15, outputTokens: 3, costUsd: 0.5 })]);
    expect(next.usage).toEqual({ inputTokens: 15, outputTokens: 3, costUsd: 0.5 });
  });

  test('of an unknown price makes the sum unknown', () => {
    expect(after(state, [step(1, usage(10, null)), step(2, usage(1, 1))]).usage.costUsd).toBeNull();
  });
});

describe('the fold', () => {
  test('replaces only the entries that an event changes', () => {
    const { state } = play(graph, { hang: ['a', 'b'] });
    const next = after(state, [step(1, usage(1, 0))]);
    expect(next.executions['a']).not.toBe(state.executions['a']);
    expect(next.executions['b']).toBe(state.executions['b']);
    expect(state.executions['a']?.steps).toEqual([]);
  });

  test('refuses a journal that ends or starts an execution twice', () => {
    const { state } = play(graph, { hang: ['b'] });
    const skip: RunEventBody = { type: 'node.skipped', key: 'a', reason: 'not_taken' };
    expect(() => after(state, [skip])).toThrow('"a" has ended before');
    const start: RunEventBody = {
      type: 'node.started',
      key: 'b',
      attempt: 1,
      idempotencyKey: '',
      took: [],
      config: { value: {} },
    };
    expect(() => after(state, [start])).toThrow('"b" was started before');
  });

  test('keeps which approval a gate asked for, after the decision too', () => {
    const { state } = play(graph, { hang: ['a', 'b'] });
    const next = after(state, [
      { type: 'node.waiting', key: 'a', attempt: 1, reason: 'approval', approvalId: 'approval-1' },
      { type: 'node.succeeded', key: 'a', attempt: 1, output: { value: null }, port: 'out' },
    ]);
    expect(next.executions['a']).toMatchObject({ status: 'succeeded', approvalId: 'approval-1' });
  });

  test('keeps early signals and the marks of the run', () => {
    const next = after(initialState(), [{ type: 'signal.kept', key: 'decision:1', payload: { decision: 'approved' } }]);
    expect(next.keptSignals).toEqual({ 'decision:1': { decision: 'approved' } });
    const { state } = play(graph, { hang: ['a', 'b'] });
    expect(after(state, [{ type: 'run.waiting' }]).status).toBe('waiting');
    expect(after(state, [{ type: 'run.waiting' }, { type: 'run.resumed' }]).status).toBe('running');
  });
});
