import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FermataError } from '../errors.ts';
import type { Carried } from './events.ts';
import { parseKey } from './keys.ts';
import { carryOver } from './redrive.ts';
import { anyRun, followNaively, runOf } from './testing/compare.ts';
import type { AnyRun } from './testing/compare.ts';
import type { Drive, Script } from './testing/drive.ts';
import { NaiveModel } from './testing/naive-model.ts';

const RUNS = 800;

/** Null when nothing has to run again and nothing was asked to. */
function carryOf(any: AnyRun, run: Drive, pick: number): Carried | null {
  const top = run.state.scopes['']?.current ?? {};
  const keys = [null, ...Object.values(top)];
  try {
    return carryOver(any.random.graph, run.events, keys[pick % keys.length] ?? null);
  } catch (error) {
    if (FermataError.is(error) && error.code === 'VALIDATION') return null;
    throw error;
  }
}

/** Top-level nodes whose current execution is not carried. */
function againOf(any: AnyRun, carried: Carried): Set<string> {
  const current = carried.executions
    .map(({ key }) => parseKey(key))
    .filter(({ nodeId, iteration }) => iteration === (carried.iterations[nodeId] ?? 1));
  const done = new Set(current.map(({ nodeId }) => nodeId));
  const top = any.random.document.spec.nodes.filter((node) => node.parent === undefined);
  return new Set(top.map(({ id }) => id).filter((id) => !done.has(id)));
}

test(`agrees with the naive model through ${RUNS} chains of redrives from any node`, { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(
      anyRun,
      fc.array(fc.record({ pick: fc.nat(40), seed: fc.nat() }), { minLength: 1, maxLength: 3 }),
      (whole, chain) => {
        const any = { ...whole, capacity: Number.POSITIVE_INFINITY };
        let follow = followNaively(() => new NaiveModel(any.random.document));
        let run = runOf(any, { observe: follow.observe });
        for (const { pick, seed } of chain) {
          const carried = carryOf(any, run, pick);
          if (!carried) return;
          const before = { model: follow.model(), again: againOf(any, carried) };
          follow = followNaively(() => new NaiveModel(any.random.document, before));
          run = runOf({ ...any, behaviourSeed: seed }, { observe: follow.observe, carried });
          expect(['succeeded', 'failed']).toContain(run.state.status);
          expect(run.state.error?.code).not.toBe('STALLED');
          expect(run.pending).toEqual([]);
        }
      },
    ),
    { numRuns: RUNS },
  );
});

test('what is carried is not done again, and the same outcomes lead to the same end', { timeout: 300_000 }, () => {
  let compared = 0;
  fc.assert(
    fc.property(anyRun, fc.nat(40), (any, pick) => {
      const steady: Partial<Script> = { behave: ({ nodeId }) => ({ do: 'succeed', port: 'out', output: nodeId }) };
      const run = runOf(any, steady);
      const carried = carryOf(any, run, pick);
      if (run.state.status !== 'succeeded' || !carried || isRace(any)) return;
      const next = runOf(any, { ...steady, carried });
      const kept = new Set(carried.executions.map(({ key }) => key));
      const started = next.events.flatMap((event) => (event.type === 'node.started' ? [event.key] : []));
      expect(started.filter((key) => kept.has(key))).toEqual([]);
      expect(next.state.status).toBe('succeeded');
      expect(endings(next)).toEqual(endings(run));
      compared += 1;
    }),
    { numRuns: RUNS },
  );
  expect(compared).toBeGreaterThan(RUNS / 40);
});
/** Where the first branch to arrive decides, another order is another result. */
function isRace(any: AnyRun): boolean {
  return [...any.random.graph.nodes.values()].some((node) => node.join?.need != null);
}

function endings({ state }: Drive): [string, string][] {
  const current = Object.entries(state.scopes['']?.current ?? {});
  return current.map(([id, key]): [string, string] => [id, state.executions[key]?.status ?? '']).sort();
}
