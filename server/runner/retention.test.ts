import { afterAll, beforeAll, expect, test } from 'vitest';
import { journal, parkAtGate } from '#server/testing/parked-gate.ts';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';
import { sweepOldRuns } from './retention.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const sweep = () => sweepOldRuns(app.deps.pool, app.deps.env, app.deps.log);

async function runEnded(daysAgo: number): Promise<string> {
  const { runId } = await parkAtGate(app);
  await journal(app, app.owner, runId, [{ type: 'run.cancelled', by: null, reason: '' }]);
  await app.deps.pool.query(
    `UPDATE run SET ended_at = now() - make_interval(days => $2), created_at = now() - make_interval(days => $2 + 1)
     WHERE id = $1`,
    [runId, daysAgo],
  );
  return runId;
}

async function left(table: string, column: string, ids: string[]): Promise<string[]> {
  const { rows } = await app.deps.pool.query<{ id: string }>(
    `SELECT DISTINCT ${column}::text AS id FROM ${table} WHERE ${column} = ANY($1)`,
    [ids],
  );
  return rows.map((row) => row.id);
}

test('D-27: finished runs go when their time is up, with all that is theirs, once, however many runners sweep', async () => {
  const old = await runEnded(91);
  const young = await runEnded(89);
  const { runId: waiting } = await parkAtGate(app);
  await app.deps.pool.query(`UPDATE run SET created_at = now() - interval '400 days' WHERE id = $1`, [waiting]);
  const swept = await Promise.all([sweep(), sweep(), sweep()]);
  expect(swept.reduce((sum, one) => sum + one.runs, 0)).toBe(1);
  const ids = [old, young, waiting];
  expect((await left('run', 'id', ids)).sort()).toEqual([young, waiting].sort());
  for (const table of ['run_event', 'approval']) {
    expect((await left(table, 'run_id', ids)).sort()).toEqual([young, waiting].sort());
  }
  const entries = await app.deps.prisma.auditEntry.findMany({ where: { action: 'run.deleted' } });
  expect(entries).toMatchObject([{ via: 'system', actorName: 'Retention', targetType: 'workspace' }]);
});

test('a pinned document goes when nothing pins it any more, and not while it is young', async () => {
  const { pool } = app.deps;
  const insert = (hash: string, age: string) =>
    pool.query(
      `INSERT INTO graph_snapshot (workspace_id, hash, document, created_at) VALUES ($1, $2, '{}', now() - $3::interval)`,
      [app.owner.workspaceId, hash, age],
    );
  await parkAtGate(app);
  await pool.query(`UPDATE graph_snapshot SET created_at = now() - interval '9 days'`);
  const before = await pool.query('SELECT 1 FROM graph_snapshot');
  await insert('old', '2 days');
  await insert('young', '1 hour');
  await sweep();
  const after = await pool.query<{ hash: string }>('SELECT hash FROM graph_snapshot');
  expect(after.rows).toHaveLength((before.rowCount ?? 0) + 1);
  expect(after.rows.map((row) => row.hash)).toContain('young');
});

test('what the queue remembers of a segment goes a day after it is done, or with its run, with what it was given and gave back', async () => {
  const { pool } = app.deps;
  const done = async (runId: string, age: string) => {
    await pool.query(
      `UPDATE dbos.workflow_status SET status = 'SUCCESS',
         updated_at = (extract(epoch FROM now() - $2::interval) * 1000)::bigint WHERE workflow_uuid = $1`,
      [`${runId}:1`, age],
    );
    await pool.query(`INSERT INTO dbos.workflow_output (workflow_uuid, output) VALUES ($1, 'null')`, [`${runId}:1`]);
    return runId;
  };
  const { runId: waiting } = await parkAtGate(app);
  const aged = await done((await parkAtGate(app)).runId, '25 hours');
  const young = await done((await parkAtGate(app)).runId, '23 hours');
  const deleted = await done(await runEnded(91), '1 hour');
  expect(await sweep()).toMatchObject({ runs: 1, jobs: 1 });
  const ids = [waiting, aged, young, deleted].map((id) => `${id}:1`);
  expect((await left('dbos.workflow_status', 'workflow_uuid', ids)).sort()).toEqual(
    [`${waiting}:1`, `${young}:1`].sort(),
  );
  expect((await left('dbos.workflow_input', 'workflow_uuid', ids)).sort()).toEqual(
    [`${waiting}:1`, `${young}:1`].sort(),
  );
  expect(await left('dbos.workflow_output', 'workflow_uuid', ids)).toEqual([`${young}:1`]);
});
