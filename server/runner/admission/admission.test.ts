import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDocument } from '#core/run/testing/build.ts';
import { createPool } from '#server/db/pool.ts';
import { createLog } from '#server/log.ts';
import { RunnerProcess } from '../chaos/runner-process.ts';
import { createDbosQueue } from '../dbos-queue.ts';
import type { Concurrency } from '../gateway.ts';
import { reconcile } from '../reconcile.ts';
import { gated } from '../testing/documents.ts';
import { RunFixture, until } from '../testing/run-fixture.ts';
import { createTestProcess } from '../testing/test-process.ts';
import { Admitter } from './admitter.ts';

const log = createLog('silent', 'test');
const short = buildDocument(['start: start', 'done: end'], ['start -> done']);
const bound = (max: number | null, key: string | null = null, maxPerKey: number | null = null): Concurrency => ({
  max,
  key,
  maxPerKey,
});

let runs: RunFixture;
let runners: RunnerProcess[] = [];
beforeAll(async () => {
  runs = await RunFixture.create();
});
afterAll(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  await runs.drop();
});

const phases = (ids: string[]) =>
  Promise.all(ids.map(async (id) => (await runs.row(id)).phase)).then((list) => list.join(' '));
const cancel = { kind: 'cancel', by: null, reason: 'not needed' } as const;
const admitter = () => new Admitter(runs.database.pool, createDbosQueue(runs.database.pool), log);

/** Frees the places of runs, as their final commits would. */
const end = (...ids: string[]) =>
  runs.query(`UPDATE run SET phase = 'final', status = 'succeeded' WHERE id = ANY($1) AND phase <> 'final'`, [ids]);

// ---- without runners: what one decision does ----

test('a run without bounds begins admitted, one with a bound waits and has no segment', async () => {
  const free = await runs.start(short);
  const waiting = await runs.start(short, null, {}, { ...(await runs.workflow()), concurrency: bound(1) });
  expect(await phases([free, waiting])).toBe('active queued');
  const segments = await runs.query<{ id: string }>('SELECT workflow_uuid AS id FROM dbos.workflow_status');
  expect(segments.map((row) => row.id)).toEqual([`${free}:1`]);
  // Neither does it get one as somebody whom everybody has forgotten, nor may it be claimed.
  const { ports } = await createTestProcess(runs);
  const { pool } = runs.database;
  const queue = createDbosQueue(pool);
  await reconcile({ pool, queue, executorId: 'x', isHeld: () => true, ports });
  expect(await ports.store.claim(waiting, 1, true)).toEqual({ kind: 'gone' });
  expect(await phases([waiting])).toBe('queued');
  await runs.signal(waiting, 'cancel', cancel);
  await end(free);
});

test('fifty starts at once and three admitters never admit more than there are places', async () => {
  const workflow = await runs.workflow({ maxConcurrentRuns: 7 });
  const other = { workspaceId: workflow.workspaceId, workflowId: (await runs.workflow()).workflowId };
  const pools = Array.from({ length: 3 }, () => createPool(runs.database.url, { max: 4 }));
  const admitters = pools.map((pool) => new Admitter(pool, createDbosQueue(pool), log));
  const ids = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const started = runs.start(short, null, {}, { ...(index % 2 ? workflow : other), concurrency: bound(4) });
      await Promise.all(admitters.map((each) => each.look()));
      return started;
    }),
  );
  const active = async () =>
    runs.query<{ workflow_id: string }>(`SELECT workflow_id FROM run WHERE id = ANY($1) AND phase = 'active'`, [ids]);
  await Promise.all(admitters.map((each) => each.look()));
  const admitted = await active();
  expect(admitted).toHaveLength(7);
  const ofOne = admitted.filter((row) => row.workflow_id === workflow.workflowId).length;
  expect([3, 4]).toContain(ofOne);
  await Promise.all(pools.map((pool) => pool.end()));
  await end(...ids);
});

test('the highest priority is admitted first, then the oldest; a full key makes way for others', async () => {
  const workflow = await runs.workflow();
  const start = (priority: number, key: string) =>
    runs.start(short, null, {}, { ...workflow, priority, concurrency: bound(2, key, 1) });
  const [old, keyed, later, high] = [
    await start(0, 'a'),
    await start(0, 'a'),
    await start(0, 'b'),
    await start(9, 'c'),
  ];
  const all = [old, keyed, later, high];
  const one = admitter();
  await one.look();
  expect(await phases(all)).toBe('active queued queued active');
  await end(high);
  await one.look();
  expect(await phases(all)).toBe('active queued active final');
  await end(later);
  await one.look();
  expect(await phases(all)).toBe('active queued final final');
  await end(old);
  await one.look();
  expect(await phases(all)).toBe('final active final final');
  await end(keyed);
});

test('more runs of one key than are looked at in a turn do not hide those behind them', async () => {
  const workflow = await runs.workflow();
  const start = (key: string) => runs.start(short, null, {}, { ...workflow, concurrency: bound(null, key, 1) });
  const crowd = await Promise.all(Array.from({ length: 120 }, () => start('crowd')));
  const behind = await start('behind');
  await admitter().look();
  expect(await phases([behind])).toBe('active');
  expect(await runs.query(`SELECT 1 FROM run WHERE id = ANY($1) AND phase = 'active'`, [crowd])).toHaveLength(1);
  await end(behind, ...crowd);
});

test('beyond the bound of the queue a start is refused and nothing of it is stored, however many come at once', async () => {
  const workflow = await runs.workflow({ maxConcurrentRuns: 1, maxQueuedRuns: 5 });
  const starts = await Promise.allSettled(Array.from({ length: 30 }, () => runs.start(short, null, {}, workflow)));
  const refused = starts.flatMap((each) => (each.status === 'rejected' ? [each.reason as object] : []));
  expect(refused).toHaveLength(25);
  for (const reason of refused) {
    expect(reason).toMatchObject({ code: 'RATE_LIMITED', details: { queued: 5, retryAfterSeconds: 5 } });
  }
  const stored = `SELECT 1 FROM run_event e JOIN run r ON r.id = e.run_id WHERE r.workspace_id = $1`;
  expect(await runs.query(stored, [workflow.workspaceId])).toHaveLength(5);
  await admitter().look();
  await runs.start(short, null, {}, workflow);
  const rows = await runs.query<{ id: string }>('SELECT id FROM run WHERE workspace_id = $1', [workflow.workspaceId]);
  await end(...rows.map(({ id }) => id));
});

test('D-26: a queued run is cancelled at once, without any runner, and once', async () => {
  const workflow = await runs.workflow();
  const id = await runs.start(short, null, { timeoutMs: 1 }, { ...workflow, concurrency: bound(1) });
  const by = { id: 'u', name: 'Ada' };
  expect(await runs.signal(id, 'cancel', { ...cancel, by })).toBe('sent');
  expect(await runs.signal(id, 'cancel', cancel)).toBe('final');
  expect(await runs.row(id)).toMatchObject({ phase: 'final', status: 'cancelled', last_seq: 2 });
  expect((await runs.events(id))[1]).toMatchObject({ type: 'run.cancelled', by, reason: 'not needed', seq: 2 });
  expect(await runs.state(id, short)).toMatchObject({ status: 'cancelled', cancelledBy: by });
  await admitter().look();
  expect(await phases([id])).toBe('final');
});

test('whoever cancels and whoever admits at the same time: the run ends, and has a segment only if it was admitted', async () => {
  const workflow = await runs.workflow();
  for (let round = 0; round < 20; round++) {
    const id = await runs.start(short, null, {}, { ...workflow, concurrency: bound(1) });
    await Promise.all([admitter().look(), runs.signal(id, 'cancel', cancel)]);
    const { phase } = await runs.row(id);
    const segments = await runs.query(`SELECT 1 FROM dbos.workflow_status WHERE workflow_uuid = $1`, [`${id}:1`]);
    const signals = await runs.query(`SELECT 1 FROM run_signal WHERE run_id = $1`, [id]);
    expect([segments.length, signals.length]).toEqual(phase === 'active' ? [1, 1] : [0, 0]);
    await end(id);
  }
});

test('D-24: ten thousand runs that wait keep nobody else waiting', async () => {
  const [crowded, quiet] = [await runs.workflow({}), await runs.workflow({})];
  const first = await runs.start(short, null, {}, { ...crowded, concurrency: bound(3) });
  await runs.query(
    `INSERT INTO run (id, workspace_id, workflow_id, graph_hash, simulated, trigger, input, phase, concurrency_max, created_at)
     SELECT gen_random_uuid(), workspace_id, workflow_id, graph_hash, simulated, trigger, input, phase, concurrency_max,
            created_at + interval '1 millisecond'
     FROM run, generate_series(1, 10000) WHERE id = $1`,
    [first],
  );
  const one = await runs.start(short, null, {}, { ...quiet, concurrency: bound(1) });
  await admitter().look();
  expect(await phases([first, one])).toBe('active active');
  const admitted = `SELECT id FROM run WHERE workflow_id = $1 AND phase = 'active'`;
  expect(await runs.query(admitted, [crowded.workflowId])).toHaveLength(3);
  await runs.query('DELETE FROM run WHERE workflow_id = $1', [crowded.workflowId]);
  await end(one);
});

// ---- with three runner processes ----

async function startRunners(): Promise<void> {
  if (runners.length > 0) return;
  runners = ['a', 'b', 'c'].map((name) => new RunnerProcess(name, runs.database.url, ''));
  await until(
    async () => ((await runs.query('SELECT 1 FROM runner')).length === 3 ? true : null),
    'the runners',
    90_000,
  );
}

/** Lets the database say when a place was taken and freed: three processes know its clock to some milliseconds only. */
async function watchPlaces(): Promise<void> {
  await runs.query(`
    CREATE TABLE freed (id uuid, at timestamptz DEFAULT clock_timestamp());
    CREATE FUNCTION on_freed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO freed (id) VALUES (new.id);
      RETURN NULL;
    END $$;
    CREATE TRIGGER freed AFTER UPDATE OF phase ON run FOR EACH ROW
      WHEN (new.phase = 'final') EXECUTE FUNCTION on_freed()`);
}

/** How many of these runs were admitted and not over at the same time, at most. */
async function mostAtOnce(ids: string[]): Promise<number> {
  const changes = await runs.query<{ by: number }>(
    `SELECT by FROM (SELECT admitted_at AS at, 1 AS by FROM run WHERE id = ANY($1)
                     UNION ALL SELECT at, -1 FROM freed WHERE id = ANY($1)) AS changes ORDER BY at, by`,
    [ids],
  );
  expect(changes).toHaveLength(2 * ids.length);
  let now = 0;
  return Math.max(...changes.map(({ by }) => (now += by)));
}

const allEnded = (ids: string[]) =>
  until(
    async () => {
      const open = await runs.query(`SELECT 1 FROM run WHERE id = ANY($1) AND phase <> 'final' LIMIT 1`, [ids]);
      return open.length === 0 ? true : null;
    },
    'all runs to end',
    120_000,
  );

test('D-24: three hundred runs, three at a time over three processes, all end, and another workspace does not wait for them', {
  timeout: 180_000,
}, async () => {
  await startRunners();
  await watchPlaces();
  const [big, small] = [await runs.workflow({ maxConcurrentRuns: 0 }), await runs.workflow({ maxConcurrentRuns: 2 })];
  const ids: string[] = [];
  for (let batch = 0; batch < 6; batch++) {
    const starts = Array.from({ length: 50 }, () => runs.start(short, null, {}, { ...big, concurrency: bound(3) }));
    ids.push(...(await Promise.all(starts)));
  }
  await runs.query('UPDATE workspace SET max_concurrent_runs = NULL WHERE id = $1', [big.workspaceId]);
  const few = await Promise.all(Array.from({ length: 10 }, () => runs.start(short, null, {}, small)));
  await allEnded(few);
  const waiting = await runs.query(`SELECT 1 FROM run WHERE id = ANY($1) AND phase = 'queued'`, [ids]);
  expect(waiting.length).toBeGreaterThan(0);
  await allEnded(ids);
  const most = await mostAtOnce(ids);
  expect(most).toBeLessThanOrEqual(3);
  expect(most).toBeGreaterThan(1);
});

test('a place is held while a run waits for a person, and the next one starts when it ends', async () => {
  await startRunners();
  const workflow = await runs.workflow();
  const start = (priority: number) =>
    runs.start(gated, null, {}, { ...workflow, priority, concurrency: bound(null, 'acme', 1) });
  const first = await start(0);
  await runs.reaches(first, 'waiting');
  const [low, high] = [await start(-5), await start(5)];
  expect(await phases([first, low, high])).toBe('parked queued queued');
  await runs.decide(first, 'gate');
  await runs.reaches(high, 'waiting');
  expect(await runs.row(low)).toMatchObject({ status: 'queued' });
  await runs.signal(high, 'cancel', cancel);
  await runs.reaches(low, 'waiting');
  await runs.decide(low, 'gate');
  await runs.reaches(low, 'succeeded');
});

test('a run that waits for a person holds no place of the workspace, and goes on without queueing', async () => {
  await startRunners();
  const workflow = await runs.workflow({ maxConcurrentRuns: 1 });
  const first = await runs.start(gated, null, {}, workflow);
  await runs.reaches(first, 'waiting');
  const second = await runs.start(gated, null, {}, workflow);
  await runs.reaches(second, 'waiting');
  await runs.query('UPDATE workspace SET max_concurrent_runs = 0 WHERE id = $1', [workflow.workspaceId]);
  await runs.decide(first, 'gate');
  await runs.reaches(first, 'succeeded');
  await runs.signal(second, 'cancel', cancel);
});

test('the time limit of a run does not run while it is queued', async () => {
  await startRunners();
  const workflow = await runs.workflow();
  const first = await runs.start(gated, null, {}, { ...workflow, concurrency: bound(1) });
  await runs.reaches(first, 'waiting');
  const second = await runs.start(gated, null, { timeoutMs: 60_000 }, { ...workflow, concurrency: bound(1) });
  expect(await runs.query('SELECT 1 FROM timer WHERE run_id = $1', [second])).toEqual([]);
  await runs.query(`UPDATE run SET created_at = created_at - interval '1 hour' WHERE id = $1`, [second]);
  await runs.decide(first, 'gate');
  expect(await runs.reaches(second, 'waiting', 'failed')).toMatchObject({ status: 'waiting' });
  const due = `UPDATE timer SET due_at = now() WHERE run_id = $1 AND due_at > now() RETURNING 1`;
  expect(await runs.query(due, [second])).toHaveLength(1);
  expect(await runs.reaches(second, 'failed')).toMatchObject({ error: { code: 'RUN_TIMEOUT' } });
});
