import { afterAll, beforeAll, expect, test } from 'vitest';
import { journal, parkAtGate, publishGate } from '#server/testing/parked-gate.ts';
import { startRun } from '#server/run/start-run.ts';
import { overtake } from '#server/testing/overtake.ts';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';
import { archiveWorkflow, deleteWorkflow } from './archive-workflow.ts';
import { duplicateWorkflow } from './create-workflow.ts';
import { publishWorkflow } from './publish-workflow.ts';
import { listWorkflows } from './read-workflows.ts';
import { renameWorkflow } from './rename-workflow.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const names = async (archived = false) =>
  (await listWorkflows(app.deps, app.owner, { archived })).map((workflow) => workflow.name);

test('an archived workflow is in the other list, once, and the log says who did it', async () => {
  const name = await publishGate(app);
  await archiveWorkflow(app.deps, app.owner, { name });
  await archiveWorkflow(app.deps, app.owner, { name });
  expect([(await names()).includes(name), (await names(true)).includes(name)]).toEqual([false, true]);
  const entries = await app.deps.prisma.auditEntry.findMany({
    where: { action: 'workflow.archived', targetName: name },
  });
  expect(entries).toHaveLength(1);
});

test('D-27: a workflow is deleted when it is archived, confirmed and nothing of it runs; nothing stays behind', async () => {
  const { runId } = await parkAtGate(app);
  const { workflow } = await app.as(app.owner).run.get({ id: runId });
  const remove = (confirm = workflow.name) => deleteWorkflow(app.deps, app.owner, { name: workflow.name, confirm });
  await expect(remove('other')).rejects.toMatchObject({ code: 'VALIDATION' });
  await expect(remove()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('in use') });
  await archiveWorkflow(app.deps, app.owner, { name: workflow.name });
  await expect(remove()).rejects.toMatchObject({ message: expect.stringContaining('A run has not ended') });
  await journal(app, app.owner, runId, [{ type: 'run.cancelled', by: null, reason: '' }]);
  await remove();
  expect((await names(true)).includes(workflow.name)).toBe(false);
  const { rows: tables } = await app.deps.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'run_id' AND table_schema = 'public'`,
  );
  expect(tables.length).toBeGreaterThan(5);
  for (const { name } of tables) {
    expect([name, (await app.deps.pool.query(`SELECT 1 FROM ${name} WHERE run_id = $1`, [runId])).rowCount]).toEqual([
      name,
      0,
    ]);
  }
  const { rows } = await app.deps.pool.query(
    'SELECT 1 FROM workflow_version v LEFT JOIN workflow w ON w.id = v.workflow_id WHERE w.id IS NULL',
  );
  expect(rows).toEqual([]);
});

test('an archived workflow is not published, until it is restored', async () => {
  const name = await publishGate(app);
  const api = app.as(app.owner).workflow;
  await archiveWorkflow(app.deps, app.owner, { name });
  const publish = () => api.publish({ name, revision: 1, note: '' });
  for (const refused of [publish(), api.rollBack({ name, number: 1 })]) {
    await expect(refused).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('is archived') });
  }
  await api.restore({ name });
  expect(await publish()).toEqual({ version: 1 });
});

test('a start, a test run or a publish that is under way when the workflow is archived or deleted does nothing', async () => {
  const { pool } = app.deps;
  // As the services do it, so that the row is theirs from the start.
  const held = 'WITH held AS (SELECT id FROM workflow WHERE name = $1 FOR UPDATE)';
  const archived = `${held} UPDATE workflow SET archived_at = now() WHERE id IN (SELECT id FROM held)`;
  const gone = `${held} DELETE FROM workflow WHERE id IN (SELECT id FROM held)`;
  const ways = [
    (name: string) => startRun(app.deps, app.owner, { workflow: name, source: 'published', input: {} }),
    (name: string) => startRun(app.deps, app.owner, { workflow: name, source: 'draft', input: {} }),
    (name: string) => publishWorkflow(app.deps, app.owner, { name, revision: 1, note: '' }),
  ];
  for (const way of ways) {
    const [first, second] = [await publishGate(app), await publishGate(app)];
    expect(
      await overtake(
        pool,
        (client) => client.query(archived, [first]),
        () => way(first),
      ),
    ).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('is archived'),
    });
    expect(
      await overtake(
        pool,
        (client) => client.query(gone, [second]),
        () => way(second),
      ),
    ).toMatchObject({ code: 'NOT_FOUND' });
    expect(await app.deps.prisma.run.count({ where: { workflow: { name: first } } })).toBe(0);
  }
});

test('a copy gets the name that was chosen, and a name that is taken is refused', async () => {
  const name = await publishGate(app);
  expect(await duplicateWorkflow(app.deps, app.owner, { name, newName: `${name}_copy` })).toEqual({
    name: `${name}_copy`,
  });
  const copy = (await listWorkflows(app.deps, app.owner)).find((workflow) => workflow.name === `${name}_copy`);
  expect(copy).toMatchObject({ title: `${name} (copy)`, publishedVersion: null });
  await expect(duplicateWorkflow(app.deps, app.owner, { name, newName: `${name}_copy` })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
});

test('a new title goes on whatever the draft is by then', async () => {
  const name = await publishGate(app);
  const answers = await Promise.all(
    ['One', 'Two', 'Three'].map((title) => renameWorkflow(app.deps, app.owner, { name, title })),
  );
  expect(new Set(answers.map((answer) => answer.revision)).size).toBe(3);
});
