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
  queue = await createDbosQueue(runs.database.pool, runs.database.url);
});
afterAll(async () => {
  await queue.close();
  await runs.drop();
});

test('segments are taken once, and what a dead process had taken is taken again', async () => {
  const { pool, url } = runs.database;
  const host = createDbosHost({
    url,
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
    withTransaction(pool, (client) => queue.enqueue(client, runId, segment));
  await Promise.all([enqueue('a', 1), enqueue('a', 1), enqueue('b', 7)]);
  await enqueue('a', 1);
  await until(async () => taken.length >= 2 || null, 'both segments');

  // What another process has taken stays with it until it is recovered, then it runs here.
  await withTransaction(pool, async (client) => {
    await queue.enqueue(client, 'c', 1);
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
