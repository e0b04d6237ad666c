import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTransaction } from '#server/db/transaction.ts';
import { createLog } from '#server/log.ts';
import { createDbosHost } from './dbos-host.ts';
import { type DbosQueue, createDbosQueue } from './dbos-queue.ts';
import { RunFixture, until } from './testing/run-fixture.ts';

/** The behaviour of DBOS that the engine stands on, one function of it internal: a new release must keep it. */

let runs: RunFixture;
let queue: DbosQueue;
beforeAll(async () => {
  runs = await RunFixture.create();
  queue = createDbosQueue(runs.database.pool);
});
afterAll(async () => {
  await runs.drop();
});

test('segments are taken once, and what a dead process had taken is taken again', async () => {
  const { pool, url } = runs.database;
  const host = createDbosHost({
    url,
    pool,
    executorId: 'living',
    workerConcurrency: 5,
    pollMs: 15,
    log: createLog('silent', 'test'),
  });
  const taken: string[] = [];
  await host.launch(async (runId, segment) => {
    taken.push(`${runId}:${segment}`);
  });
  const enqueue = (runId: string, segment: number) =>
    withTransaction(pool, (client) => queue.enqueue(client, [{ runId, segment }]));
  await Promise.all([enqueue('a', 1), enqueue('a', 1), enqueue('b', 7)]);
  await enqueue('a', 1);
  await until(async () => taken.length >= 2 || null, 'both segments');

  // What another process has taken stays with it until it is recovered, then it runs here.
  await withTransaction(pool, async (client) => {
    await queue.enqueue(client, [{ runId: 'c', segment: 1 }]);
    await client.query(
      `UPDATE dbos.workflow_status SET status = 'PENDING', executor_id = 'gone' WHERE workflow_uuid = 'c:1'`,
    );
  });
  await host.recover(['somebody else']);
  const statusOf = async () =>
    (await pool.query<{ status: string }>(`SELECT status FROM dbos.workflow_status WHERE workflow_uuid = 'c:1'`))
      .rows[0]?.status;
  expect(await statusOf()).toBe('PENDING');
  await host.recover(['gone']);
  await until(async () => ((await statusOf()) === 'SUCCESS' ? true : null), 'the recovered segment');
  await host.shutdown(1_000);
  expect(taken.sort()).toEqual(['a:1', 'b:7', 'c:1']);
});

test('a hint has segments taken at once, and only who still owns a segment marks it as done', async () => {
  const { pool, url } = runs.database;
  const host = createDbosHost({
    url,
    pool,
    executorId: 'hinted',
    workerConcurrency: 2,
    // Without hints nothing more would ever be taken.
    pollMs: 3_600_000,
    log: createLog('silent', 'test'),
  });
  const begun = new Map<string, PromiseWithResolvers<void>>();
  await host.launch(async (runId) => {
    const segment = Promise.withResolvers<void>();
    begun.set(runId, segment);
    await segment.promise;
  });
  const statusOf = async (id: string) =>
    (
      await runs.query<{ status: string; owner_xid: string | null }>(
        `SELECT status, owner_xid FROM dbos.workflow_status WHERE workflow_uuid = '${id}'`,
      )
    )[0];
  await withTransaction(pool, (client) =>
    queue.enqueue(
      client,
      ['kept', 'lost', 'third'].map((runId) => ({ runId, segment: 1 })),
    ),
  );
  host.hint();
  await until(async () => begun.size === 2 || null, 'as many as there is room for');
  await pool.query(`UPDATE dbos.workflow_status SET owner_xid = 'somebody else' WHERE workflow_uuid = 'lost:1'`);
  for (const segment of begun.values()) segment.resolve();
  // Room again: the one that had to wait is taken without another hint.
  await until(async () => begun.has('third') || null, 'the third segment');
  // Its room is free before it is marked.
  await until(async () => (await statusOf('kept:1'))?.status === 'SUCCESS' || null, 'the first segment to be marked');
  expect(await statusOf('kept:1')).toEqual({ status: 'SUCCESS', owner_xid: null });
  expect(await statusOf('lost:1')).toEqual({ status: 'PENDING', owner_xid: 'somebody else' });
  // Its execution waits for the outcome that the owner records.
  await pool.query(`UPDATE dbos.workflow_status SET status = 'SUCCESS' WHERE workflow_uuid = 'lost:1'`);
  begun.get('third')?.resolve();
  await host.shutdown(5_000);
});
