import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLog } from '#server/log.ts';
import { createDbosQueue } from './dbos-queue.ts';
import { Liveness, type LivenessEvents } from './liveness.ts';
import { takeOver } from './takeover.ts';
import { RunFixture, until } from './testing/run-fixture.ts';

const log = createLog('silent', 'test');
let runs: RunFixture;
beforeAll(async () => {
  runs = await RunFixture.create();
  // A database that has just started judges nobody.
  await until(async () => {
    const [row] = await runs.query<{ up: boolean }>(`SELECT pg_postmaster_start_time() < now() - interval '5 s' AS up`);
    return row?.up || null;
  }, 'the database to be up for a while');
});
afterAll(() => runs.drop());

async function living(events: Partial<LivenessEvents> = {}) {
  const id = `runner-${randomUUID()}`;
  const nothing = () => undefined;
  const liveness = new Liveness(runs.database.url, runs.database.pool, id, log, {
    lost: nothing,
    regained: nothing,
    gap: nothing,
    dead: nothing,
    ...events,
  });
  await liveness.start();
  return { id, liveness };
}

/** One sweep of `judge`; answers whose segments it put back. */
async function sweep(judge: { id: string; liveness: Liveness }): Promise<string[]> {
  const recovered: string[] = [];
  await takeOver({
    pool: runs.database.pool,
    host: {
      launch: async () => undefined,
      hint: () => undefined,
      shutdown: async () => undefined,
      recover: async (ids) => {
        recovered.push(...ids);
      },
    },
    queue: createDbosQueue(runs.database.pool),
    liveness: judge.liveness,
    executorId: judge.id,
    log,
  });
  return recovered;
}

async function stateOf(id: string): Promise<string | undefined> {
  return (await runs.query<{ state: string }>('SELECT state FROM runner WHERE id = $1', [id]))[0]?.state;
}

const cutConnections = () =>
  runs.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'fermata liveness' AND datname = current_database()`,
  );

test('a process that lives is left alone; one whose lock is free is marked dead and its segments go back', async () => {
  const judge = await living();
  const neighbour = await living();
  expect(await sweep(judge)).toEqual([]);
  const gone = `runner-${randomUUID()}`;
  await runs.query('INSERT INTO runner (id) VALUES ($1)', [gone]);
  await runs.query(
    `INSERT INTO dbos.workflow_status (workflow_uuid, status, name, executor_id, application_version)
     VALUES ('x:1', 'PENDING', 'segment', $1, 'engine-1')`,
    [gone],
  );
  expect(await sweep(judge)).toEqual([gone]);
  expect(await stateOf(gone)).toBe('dead');
  expect(await stateOf(neighbour.id)).toBe('alive');
  await judge.liveness.stop();
  await neighbour.liveness.stop();
  expect(await stateOf(neighbour.id)).toBe('stopped');
});

test('a lost connection stops the start of nodes until the lock is back', async () => {
  const lost = Promise.withResolvers<void>();
  const regained = Promise.withResolvers<void>();
  const { liveness } = await living({ lost: lost.resolve, regained: regained.resolve });
  await cutConnections();
  await lost.promise;
  expect(liveness.mayJudgeLocks()).toBe(false);
  await regained.promise;
  // Whoever was just away does not judge others.
  expect(liveness.mayJudgeLocks()).toBe(false);
  await liveness.stop();
});

test('a process that finds itself marked dead ends, by its beat or when its connection comes back', async () => {
  for (const cut of [false, true]) {
    const dead = Promise.withResolvers<void>();
    const { id, liveness } = await living({ dead: dead.resolve });
    await runs.query(`UPDATE runner SET state = 'dead' WHERE id = $1`, [id]);
    if (cut) await cutConnections();
    await dead.promise;
    await liveness.stop();
    expect(await stateOf(id)).toBe('dead');
  }
});

test('D-07: a wall clock that is set to another time is no gap; doing nothing for longer than a beat may take is one', async () => {
  let gaps = 0;
  const gap = Promise.withResolvers<void>();
  const { id, liveness } = await living({
    gap: () => {
      gaps += 1;
      gap.resolve();
    },
  });
  const beat = async () =>
    (await runs.query<{ at: Date }>('SELECT beat_at AS at FROM runner WHERE id = $1', [id]))[0]?.at;
  const first = await beat();
  const wall = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 7_200_000);
  expect(liveness.mayJudgeBeats()).toBe(false);
  await until(async () => (await beat())?.getTime() !== first?.getTime() || null, 'a beat');
  wall.mockRestore();
  expect(gaps).toBe(0);
  // As after a SIGSTOP: only the steady clock has gone on.
  const steady = performance.now.bind(performance);
  const frozen = vi.spyOn(performance, 'now').mockImplementation(() => steady() + 6_000);
  await gap.promise;
  frozen.mockRestore();
  expect(gaps).toBe(1);
  await liveness.stop();
});
