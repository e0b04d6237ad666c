import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDbosQueue } from './dbos-queue.ts';
import { finishCancelled, reconcile } from './reconcile.ts';
import { chain, gated } from './testing/documents.ts';
import { held } from './testing/held.ts';
import { RunFixture, until } from './testing/run-fixture.ts';
import { createTestProcess } from './testing/test-process.ts';

let runs: RunFixture;
beforeAll(async () => {
  runs = await RunFixture.create();
});
afterAll(() => runs.drop());

test('reconciling gives orphans a segment and wakes parked runs with signals', async () => {
  const { pool } = runs.database;
  const queue = createDbosQueue(pool);
  const { ports, segments } = await createTestProcess(runs);
  const parts = { pool, queue, executorId: 'me', isHeld: () => false, ports };
  const orphan = await runs.start(chain('task'));
  await runs.query(`DELETE FROM dbos.workflow_status WHERE workflow_uuid = $1`, [`${orphan}:1`]);
  const parked = await runs.start(gated);
  await segments.run(parked, 1);
  await runs.query(`INSERT INTO run_signal (run_id, key, payload) VALUES ($1, 'cancel', $2)`, [
    parked,
    { kind: 'cancel', by: null, reason: '' },
  ]);
  await reconcile(parts);
  expect(await runs.row(orphan)).toMatchObject({ segment: 2, phase: 'active' });
  expect(await runs.row(parked)).toMatchObject({ segment: 2, phase: 'active' });
  await reconcile(parts);
  expect(await runs.row(orphan)).toMatchObject({ segment: 2 });
});

test('D-26: a cancellation that its process does not carry out is finished by another', async () => {
  const node = held();
  const hanging = await createTestProcess(runs, { a: node.execute });
  hanging.ports.signals = { listen: () => () => undefined };
  const id = await runs.start(chain('keyed'));
  const ends = hanging.segments.run(id, 1);
  await node.began;
  const { ports } = await createTestProcess(runs);
  await runs.signal(id, 'cancel', { kind: 'cancel', by: null, reason: 'now' });
  await finishCancelled(runs.database.pool, ports);
  expect(await runs.row(id)).toMatchObject({ status: 'running' });
  await runs.query(`UPDATE run_signal SET created_at = now() - interval '3 s' WHERE run_id = $1`, [id]);
  await finishCancelled(runs.database.pool, ports);
  expect(await runs.row(id)).toMatchObject({ status: 'cancelled' });
  expect((await runs.story(id)).slice(-2)).toEqual(['node.cancelled a', 'run.cancelled']);
  node.end('too late');
  await ends;
  await until(async () => ((await runs.row(id)).status === 'cancelled' ? true : null), 'nothing to change');
});
