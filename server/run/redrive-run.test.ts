import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { RunEventBody } from '#core/run/events.ts';
import { journal } from '#server/testing/parked-gate.ts';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';
import { archiveWorkflow, restoreWorkflow } from '#server/workflow/archive-workflow.ts';
import { putDraft } from '#server/workflow/put-draft.ts';
import { archiveRuns, deleteRuns, dismissRuns, restoreRuns } from './change-runs.ts';
import { countDeadLetters, listDeadLetters } from './dead-letters.ts';
import { listRuns } from './list-runs.ts';
import { loadRun } from './load-run.ts';
import { redriveRun } from './redrive-run.ts';
import { resolveNode } from './signal-run.ts';
import { startRun } from './start-run.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const task = (id: string, x: number) => ({
  id,
  type: 'set',
  position: { x, y: 0 },
  config: { values: { done: true } },
});

function chain(name: string): WorkflowDocument {
  return {
    apiVersion: 'fermata/v1',
    kind: 'Workflow',
    metadata: { name, title: 'Chain' },
    spec: {
      nodes: [
        { id: 'start', type: 'start', position: { x: 0, y: 0 }, config: {} },
        task('draft', 300),
        task('send', 600),
      ],
      edges: [
        { from: 'start', to: 'draft' },
        { from: 'draft', to: 'send' },
      ],
    },
  };
}

let count = 0;
async function startChain(): Promise<{ id: string; workflow: string }> {
  const workflow = `chain_${(count += 1)}`;
  await putDraft(app.deps, app.owner, { name: workflow, document: chain(workflow), ifRevision: null, publish: true });
  const { id } = await startRun(app.deps, app.owner, { workflow, source: 'published', input: { n: count } });
  return { id, workflow };
}

const done = (key: string): RunEventBody => ({
  type: 'node.succeeded',
  key,
  attempt: 1,
  output: { value: key },
  port: 'out',
});
const failed: RunEventBody = {
  type: 'node.failed',
  key: 'send',
  attempt: 1,
  error: { code: 'HTTP_503', message: 'The server was down.', retryable: true },
  handled: false,
};

/** A run whose last node failed and whose first one put out a value that is stored by reference. */
async function failedRun(): Promise<{ id: string; workflow: string }> {
  const run = await startChain();
  const { rows } = await app.deps.pool.query<{ id: string }>(
    `INSERT INTO artifact (id, run_id, bytes, value) VALUES (gen_random_uuid(), $1, 40000, '"large"') RETURNING id`,
    [run.id],
  );
  // The projection is the runner's to write.
  await app.deps.pool.query(
    `UPDATE run SET error = '{"code": "HTTP_503", "message": "The server was down."}' WHERE id = $1`,
    [run.id],
  );
  const output = { ref: rows[0]!.id, bytes: 40_000 };
  await journal(app, app.owner, run.id, [
    { type: 'run.started' },
    done('start'),
    { type: 'node.succeeded', key: 'draft', attempt: 1, output, port: 'out' },
    failed,
  ]);
  return run;
}

const isListed = async (id: string): Promise<boolean> =>
  (await listDeadLetters(app.deps, app.owner, { limit: 100 })).items.some((item) => item.id === id);

test('a redrive is a run of the same version that carries what ended well and copies its large values', async () => {
  const { id } = await failedRun();
  const next = await redriveRun(app.deps, app.owner, { id });
  const { state, run } = await loadRun(app.deps, app.owner, next.id);
  expect(state.created).toMatchObject({ redriveOf: id, firstRunId: id, version: 1 });
  const carried = state.created!.carried!.executions;
  expect(carried.map(({ key, status }) => [key, status])).toEqual([
    ['start', 'succeeded'],
    ['draft', 'succeeded'],
  ]);
  const before = await loadRun(app.deps, app.owner, id);
  expect(run.graphHash).toBe(before.run.graphHash);

  await journal(app, app.owner, next.id, [{ type: 'run.cancelled', by: null, reason: '' }]);
  await deleteRuns(app.deps, app.owner, { ids: [id] });
  const draft = carried[1] as Extract<(typeof carried)[0], { status: 'succeeded' }>;
  const ref = 'ref' in draft.output ? draft.output.ref : '';
  expect(await app.as(app.owner).run.value({ id: next.id, ref })).toBe('large');
});

test('a redrive of a redrive keeps the first run in its keys, so one of the family goes on at a time', async () => {
  const { id } = await failedRun();
  const second = await redriveRun(app.deps, app.owner, { id });
  await journal(app, app.owner, second.id, [{ type: 'run.started' }, failed]);
  const third = await redriveRun(app.deps, app.owner, { id: second.id });
  const { state } = await loadRun(app.deps, app.owner, third.id);
  expect(state.created).toMatchObject({ redriveOf: second.id, firstRunId: id });

  const again = () => redriveRun(app.deps, app.owner, { id, from: 'start' });
  await expect(again()).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining(`as run ${third.id.slice(-4)}`),
    details: { id: third.id },
  });
  await journal(app, app.owner, third.id, [{ type: 'run.cancelled', by: null, reason: '' }]);
  const fourth = await loadRun(app.deps, app.owner, (await again()).id);
  expect(fourth.state.created).toMatchObject({ redriveOf: id, firstRunId: id, carried: { executions: [] } });
});

test('what goes on, and what is being run again already, is refused', async () => {
  const { id } = await startChain();
  await expect(redriveRun(app.deps, app.owner, { id })).rejects.toMatchObject({ code: 'CONFLICT' });
  const over = await failedRun();
  const answers = await Promise.allSettled([1, 2, 3].map(() => redriveRun(app.deps, app.owner, { id: over.id })));
  expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
  expect(answers.find((answer) => answer.status === 'rejected')?.reason).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('being run again already'),
  });
});

test('an archived workflow starts nothing, by whatever way', async () => {
  const { id, workflow } = await failedRun();
  await archiveWorkflow(app.deps, app.owner, { name: workflow });
  const start = () => startRun(app.deps, app.owner, { workflow, source: 'published', input: {} });
  await expect(start()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('is archived') });
  await expect(redriveRun(app.deps, app.owner, { id })).rejects.toMatchObject({ code: 'CONFLICT' });
  await restoreWorkflow(app.deps, app.owner, { name: workflow });
  await expect(start()).resolves.toMatchObject({ created: true });
});

test('a failed run stands in the dead-letter list until it is run again, and its redrive takes its place', async () => {
  const before = (await countDeadLetters(app.deps, app.owner)).count;
  const { id } = await failedRun();
  expect((await countDeadLetters(app.deps, app.owner)).count).toBe(before + 1);
  const [letter] = (await listDeadLetters(app.deps, app.owner, {})).items;
  expect(letter).toMatchObject({
    id,
    kind: 'failed',
    key: 'send',
    error: { message: 'The server was down.' },
    input: `{"n":${count}}`,
  });
  const next = await redriveRun(app.deps, app.owner, { id });
  expect(await isListed(id)).toBe(false);
  await journal(app, app.owner, next.id, [{ type: 'run.started' }, failed]);
  expect([await isListed(id), await isListed(next.id)]).toEqual([false, true]);
});

test('dismissed and archived failures leave the list, and what did not fail cannot be dismissed', async () => {
  const [one, two] = [await failedRun(), await failedRun()];
  await dismissRuns(app.deps, app.owner, { ids: [one.id] });
  await archiveRuns(app.deps, app.owner, { ids: [two.id] });
  expect([await isListed(one.id), await isListed(two.id)]).toEqual([false, false]);
  const open = await startChain();
  await expect(dismissRuns(app.deps, app.owner, { ids: [open.id] })).rejects.toMatchObject({ code: 'CONFLICT' });
  const actions = await app.deps.prisma.auditEntry.findMany({ where: { targetId: { in: [one.id, two.id] } } });
  expect(actions.map(({ action }) => action).sort()).toEqual(['run.archived', 'run.dismissed']);
});

test('a node of which nobody knows what it did stands in both lists, with what is asked', async () => {
  const { id, workflow } = await startChain();
  await journal(app, app.owner, id, [
    { type: 'run.started' },
    done('start'),
    done('draft'),
    { type: 'node.waiting', key: 'send', attempt: 1, reason: 'outcome_unknown' },
    { type: 'run.waiting' },
  ]);
  // The projection is the runner's to write.
  await app.deps.pool.query(
    `INSERT INTO node_run (run_id, key, node_id, status, attempt) VALUES ($1, 'send', 'send', 'waiting', 1)`,
    [id],
  );
  await app.deps.pool.query(`UPDATE run_event SET key = body->>'key' WHERE run_id = $1`, [id]);
  const letter = (await listDeadLetters(app.deps, app.owner, {})).items.find((item) => item.id === id);
  expect(letter).toMatchObject({ kind: 'outcome_unknown', key: 'send', error: null });
  const [run] = (await listRuns(app.deps, app.owner, { workflow })).items;
  expect(run?.waitingFor).toBe('somebody to say what happened');
  const odd = { id, key: 'send', how: 'retry' as const, output: 1, reason: 'Nothing on the statement.' };
  await expect(resolveNode(app.deps, app.owner, odd)).rejects.toMatchObject({ code: 'VALIDATION' });
});

test('archived runs have a list of their own; what goes on cannot be archived', async () => {
  const { id, workflow } = await failedRun();
  const open = await startChain();
  await expect(archiveRuns(app.deps, app.owner, { ids: [id, open.id] })).rejects.toMatchObject({ code: 'CONFLICT' });
  await archiveRuns(app.deps, app.owner, { ids: [id] });
  const list = (view?: 'archived') => listRuns(app.deps, app.owner, { workflow, ...(view && { view }) });
  expect((await list()).items).toEqual([]);
  expect((await list('archived')).items.map((item) => item.id)).toEqual([id]);
  await restoreRuns(app.deps, app.owner, { ids: [id] });
  expect((await list()).items).toHaveLength(1);
});

test('deleting takes all or none, and leaves nothing behind', async () => {
  const { id } = await failedRun();
  const open = await startChain();
  await expect(deleteRuns(app.deps, app.owner, { ids: [id, open.id] })).rejects.toMatchObject({ code: 'CONFLICT' });
  await deleteRuns(app.deps, app.owner, { ids: [id] });
  for (const table of ['run_event', 'artifact', 'node_run', 'run_snapshot', 'run_signal', 'timer']) {
    expect((await app.deps.pool.query(`SELECT 1 FROM ${table} WHERE run_id = $1`, [id])).rowCount).toBe(0);
  }
  await expect(loadRun(app.deps, app.owner, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
