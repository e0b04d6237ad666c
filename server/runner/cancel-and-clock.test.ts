import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { NodeFailure } from '#core/node/executor.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import type { Runner } from './runner.ts';
import { chain, gated } from './testing/documents.ts';
import { MODEL_STEP } from './testing/held.ts';
import { RunFixture, until } from './testing/run-fixture.ts';
import type { Behaviours } from './testing/test-nodes.ts';
import { startTestRunner } from './testing/test-runner.ts';

let runs: RunFixture;
let runner: Runner;
const behaviours: Behaviours = {};
/** Attempts that a test holds; those of a node called `a…` that nobody told otherwise. */
const held: { key: string; signal: AbortSignal; end(): void }[] = [];

beforeAll(async () => {
  runs = await RunFixture.create();
  runner = await startTestRunner(runs.database.url, behaviours, { maxRunningNodes: 4 });
});
afterAll(async () => {
  await runner.stop();
  await runs.drop();
});
afterEach(() => {
  for (const id of Object.keys(behaviours)) delete behaviours[id];
  held.length = 0;
});

const CANCEL = { kind: 'cancel', by: { id: 'u', name: 'Ada' }, reason: 'enough' } as const;

/** An executor that neither ends nor hears the signal, until the test lets it. */
const hang: Behaviours[string] = ({ key, signal, recordStep, emitDelta }) =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      emitDelta('late text');
      recordStep(MODEL_STEP).then(() => resolve('late'), reject);
    };
    held.push({ key, signal, end });
  });
const failing = (outcomeUnknown: boolean): Behaviours[string] => {
  const error = { code: 'BUSY', message: 'Busy', retryable: true };
  return () => Promise.reject(new NodeFailure(error, { outcomeUnknown }));
};

const retry = (backoff: string) => ({ retry: { maxAttempts: 3, backoff, factor: 2, maxBackoff: '1h' } });
const many = ['a', 'b', 'c', 'd', 'e', 'f'];
const wide = buildDocument(
  ['start: start', ...many.map((id) => `${id}: keyed`)],
  many.map((id) => `start -> ${id}`),
);
const mapped = buildDocument(
  [
    'start: start',
    ['map: map', { config: { items: [1, 2] } }],
    ['g: gate', { parent: 'map' }],
    ['a: keyed', { parent: 'map' }],
  ],
  ['start -> map', 'g.approved -> a'],
);

interface State {
  name: string;
  document: WorkflowDocument;
  /** The event after which it is cancelled. */
  at: string;
  does?: Behaviours[string];
  parked?: boolean;
}
const STATES: State[] = [
  { name: 'nobody has claimed it', document: chain('keyed'), at: 'run.created', does: hang },
  { name: 'a node runs that hears no signal', document: chain('keyed'), at: 'node.started a', does: hang },
  { name: 'nodes wait for room', document: wide, at: 'node.queued f', does: hang },
  { name: 'it waits at a gate', document: gated, at: 'node.waiting gate', parked: true },
  { name: 'items of a map wait', document: mapped, at: 'node.waiting map[1].g', parked: true },
  { name: 'a short timer runs', document: chain('timer', { config: { dueMs: 2_900 } }), at: 'node.waiting a' },
  {
    name: 'a long timer runs',
    document: chain('timer', { config: { dueMs: 9_000 } }),
    at: 'node.waiting a',
    parked: true,
  },
  {
    name: 'it waits a moment to try again',
    document: chain('keyed', retry('2400ms')),
    at: 'node.retrying a',
    does: failing(false),
  },
  {
    name: 'it waits long to try again',
    document: chain('keyed', retry('1h')),
    at: 'node.retrying a',
    does: failing(false),
    parked: true,
  },
  {
    name: 'a person is asked what happened',
    document: chain('asking'),
    at: 'node.waiting a',
    does: failing(true),
    parked: true,
  },
];

/** Runs that were cancelled, as they stood then. */
const cancelled = new Map<string, object>();

/** Another run from start to end: what would have happened by now has happened. */
async function othersGoOn(): Promise<void> {
  await runs.reaches(await runs.start(buildDocument(['start: start', 'x: keyed'], ['start -> x'])), 'succeeded');
}

test.each(STATES)('D-26: cancelled twice at once while $name, a run ends once and does nothing more', async (state) => {
  let calls = 0;
  for (const id of many) {
    behaviours[id] = (context, value) => {
      calls += 1;
      return state.does?.(context, value) ?? Promise.resolve(null);
    };
  }
  const id = await runs.start(state.document);
  await runs.happens(id, state.at);
  if (state.parked) await runs.reaches(id, 'waiting');
  const answers = await Promise.all([runs.signal(id, 'cancel', CANCEL), runs.signal(id, 'cancel', CANCEL)]);
  expect(answers).toContain('sent');
  expect(answers.filter((answer) => answer === 'sent')).toHaveLength(1);
  const row = await runs.reaches(id, 'cancelled', 'succeeded', 'failed');
  expect(row).toMatchObject({ status: 'cancelled', phase: 'final' });
  expect(await runs.signal(id, 'cancel', CANCEL)).toBe('final');
  const callsThen = calls;
  for (const { signal, end } of held) {
    await until(async () => signal.aborted || null, 'the signal');
    end();
  }
  await runs.query('UPDATE timer SET due_at = now()');
  await othersGoOn();
  expect(await runs.row(id)).toEqual(row);
  cancelled.set(id, row);
  expect(calls).toBe(callsThen);
  expect((await runs.events(id)).at(-1)).toMatchObject({ type: 'run.cancelled', by: CANCEL.by, reason: 'enough' });
  expect((await runs.story(id)).filter((line) => line === 'run.cancelled')).toHaveLength(1);
  expect(await runs.decide(id, 'gate')).toBe('not pending');
  const left = await runs.query(
    `SELECT 'timer' FROM timer WHERE run_id = $1 UNION ALL SELECT 'text' FROM run_delta WHERE run_id = $1
     UNION ALL SELECT 'gate' FROM approval WHERE run_id = $1 AND status = 'pending'
     UNION ALL SELECT status FROM node_run WHERE run_id = $1 AND status IN ('queued', 'running', 'waiting')`,
    [id],
  );
  expect(left).toEqual([]);
});

/** Sets this process's clock off by so much; what the test itself measures comes from the database. */
function setClockOff(ms: number): void {
  const RealDate = Date;
  class OffDate extends RealDate {
    constructor(...given: unknown[]) {
      super(...((given.length > 0 ? given : [OffDate.now()]) as [number]));
    }
    static override now(): number {
      return RealDate.now() + ms;
    }
  }
  vi.stubGlobal('Date', OffDate);
}
const HOUR = 3_600_000;
/** How far a busy process may measure the database's clock wrongly; this process's own is off by hours. */
const SKEW_MS = 2_000;

async function databaseNow(): Promise<number> {
  const [row] = await runs.query<{ ms: number }>('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms');
  return row!.ms;
}

test('D-07: with a clock hours off that jumps back, timers and retries follow the database and no run is given up', async () => {
  const document = buildDocument(
    [
      'start: start',
      'a: keyed',
      ['flaky: keyed', retry('300ms')],
      ['soon: timer', { config: { dueMs: 200 } }],
      ['later: timer', { config: { dueMs: 3_100 } }],
      ['all: join', {}],
      'done: end',
    ],
    ['a', 'flaky', 'soon', 'later'].flatMap((id) => [`start -> ${id}`, `${id} -> all`]).concat('all -> done'),
  );
  const held = Promise.withResolvers<null>();
  let calls = 0;
  behaviours.a = () => {
    calls += 1;
    return held.promise;
  };
  behaviours.flaky = async ({ attempt }) => {
    if (attempt === 1) throw new NodeFailure({ code: 'BUSY', message: 'Busy', retryable: true });
    return null;
  };
  const before = await databaseNow();
  const ids: string[] = [];
  for (const off of [0, 24 * HOUR, -5 * HOUR]) {
    setClockOff(off);
    const id = await runs.start(document);
    ids.push(id);
    await runs.happens(id, 'node.waiting later');
    await runs.happens(id, 'node.succeeded soon');
  }
  for (const id of ids) await runs.happens(id, 'timer.fired later');
  vi.unstubAllGlobals();
  held.resolve(null);
  for (const id of ids) expect(await runs.reaches(id, 'succeeded', 'failed')).toMatchObject({ status: 'succeeded' });
  const end = await databaseNow();
  for (const id of ids) {
    const events = await runs.events(id);
    const times = events.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(before - SKEW_MS);
    expect(times.at(-1)).toBeLessThan(end + SKEW_MS);
    const due = events.flatMap((event) =>
      'dueAt' in event && event.dueAt ? [[event.key, Date.parse(event.dueAt)] as const] : [],
    );
    const fired = events.flatMap((event) =>
      event.type === 'timer.fired' ? [[event.key, Date.parse(event.at)] as const] : [],
    );
    expect(fired.map(([key]) => key).toSorted()).toEqual(['flaky', 'later', 'soon']);
    for (const [key, at] of fired) {
      const late = at - new Map(due).get(key)!;
      expect([key, late > -SKEW_MS && late < 60_000, late]).toEqual([key, true, late]);
    }
    expect(events.some(({ type }) => type === 'run.recovered')).toBe(false);
  }
  expect(calls).toBe(ids.length);
  expect(await runs.query('SELECT state FROM runner')).toEqual([{ state: 'alive' }]);
  // Meanwhile every short wait of the runs that were cancelled would have ended.
  for (const [id, row] of cancelled) expect(await runs.row(id)).toEqual(row);
});
