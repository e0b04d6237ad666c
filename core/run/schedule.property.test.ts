import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunEvent, RunEventBody } from './events.ts';
import { parseKey } from './keys.ts';
import { applyEvent, initialState, reduce } from './reduce.ts';
import { isFinalNodeStatus } from './state.ts';
import type { RunState } from './state.ts';
import { anyRun, expectSame, followNaively, runOf } from './testing/compare.ts';
import { NaiveModel } from './testing/naive-model.ts';

const RUNS = 2_000;

test(`agrees with the naive model after every step of ${RUNS} random runs`, { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(anyRun, (any) => {
      const follow = followNaively(() => new NaiveModel(any.random.document));
      runOf({ ...any, capacity: Number.POSITIVE_INFINITY }, { observe: follow.observe });
    }),
    { numRuns: RUNS },
  );
});

test(`keeps the invariants of a journal in ${RUNS / 2} random runs`, { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(anyRun, (any) => {
      const run = runOf(any);
      const { graph } = any.random;
      expect(run.state.error?.code).not.toBe('STALLED');
      expect(['succeeded', 'failed']).toContain(run.state.status);
      expect(run.pending).toEqual([]);
      expect(run.events.map((event) => event.seq)).toEqual(run.events.map((_, index) => index + 1));
      const started = run.events.flatMap((event) => (event.type === 'node.started' ? [event.key] : []));
      expect(new Set(started).size).toBe(started.length);
      const ended = run.events.flatMap((event) => (isEnd(event) ? [event.key] : []));
      expect(new Set(ended).size).toBe(ended.length);
      expectIterationsToRise(started);
      expect([run.state.running, run.state.waiting]).toEqual([0, 0]);

      // The same completion order gives the same journal, and the journal alone gives the same state.
      expectSame(runOf(any).events, run.events);
      const cut = Math.floor(run.events.length / 2);
      const snapshot = initialState();
      for (const event of run.events.slice(0, cut)) applyEvent(graph, snapshot, event);
      let pure = initialState();
      for (const event of run.events.slice(0, cut)) pure = reduce(graph, pure, event);
      expectSame(pure, snapshot);
      const restored = asStored(snapshot);
      for (const event of run.events.slice(cut)) applyEvent(graph, restored, event);
      expectSame(asStored(restored), asStored(run.state));
    }),
    { numRuns: RUNS / 2 },
  );
});

test('goes on from a snapshot as it would have gone on without one', { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(anyRun, fc.nat(40), (any, at) => {
      const whole = runOf(any);
      const resumed = runOf(any, { restore: (state, step) => (step === at ? asStored(state) : state) });
      expectSame(resumed.events, whole.events);
    }),
    { numRuns: RUNS / 4 },
  );
});

test('reduce leaves the state before it untouched', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(anyRun, (any) => {
      let state = initialState();
      for (const event of runOf(any).events) {
        const before = JSON.stringify(state);
        const next = reduce(any.random.graph, state, event);
        expect(JSON.stringify(state)).toBe(before);
        state = next;
      }
    }),
    { numRuns: RUNS / 20 },
  );
});

test('a cancel ends a run at any moment, and nothing leaves the final state', { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(anyRun, fc.nat(30), (any, at) => {
      const cancel: RunEventBody = { type: 'run.cancelled', by: null, reason: 'stop' };
      const run = runOf(any, { interrupt: (_, step) => (step === at ? [cancel, cancel] : null) });
      if (run.order.length < at || run.state.status !== 'cancelled') return;
      expect(run.events.filter((event) => event.type === 'run.cancelled')).toHaveLength(1);
      const open = Object.values(run.state.executions).filter((one) => !isFinalNodeStatus(one.status));
      expect(open).toEqual([]);
      expect(run.pending).toEqual([]);
    }),
    { numRuns: RUNS / 4 },
  );
});

type EndOfNode = Extract<RunEvent, { type: 'node.succeeded' | 'node.failed' | 'node.skipped' | 'node.cancelled' }>;

function isEnd(event: RunEvent): event is EndOfNode {
  return ['node.succeeded', 'node.failed', 'node.skipped', 'node.cancelled'].includes(event.type);
}

function expectIterationsToRise(started: string[]): void {
  const last = new Map<string, number>();
  for (const key of started) {
    const { scope, nodeId, iteration } = parseKey(key);
    expect(iteration).toBeGreaterThan(last.get(`${scope}/${nodeId}`) ?? 0);
    last.set(`${scope}/${nodeId}`, iteration);
  }
}

/** As `jsonb` gives it back: the keys of objects in another order. */
function asStored(state: RunState): RunState {
  const shuffled = (_key: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1)))
      : value;
  return JSON.parse(JSON.stringify(state, shuffled)) as RunState;
}
