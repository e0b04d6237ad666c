import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

test('what is given is changed and written down, the rest stays, and another workspace keeps its own', async () => {
  const api = app.as(app.owner);
  const before = await api.workspace.get();
  expect(before).toMatchObject({ maxConcurrentRuns: null, maxQueuedRuns: 10_000, retentionDays: 90 });
  expect(await api.workspace.update({ maxConcurrentRuns: 3 })).toEqual({ ...before, maxConcurrentRuns: 3 });
  expect(await api.workspace.update({ maxQueuedRuns: 7 })).toEqual({
    ...before,
    maxConcurrentRuns: 3,
    maxQueuedRuns: 7,
  });
  expect(await api.workspace.update({ maxConcurrentRuns: null })).toMatchObject({ maxConcurrentRuns: null });
  expect(await app.as(await app.stranger()).workspace.get()).toMatchObject({ maxQueuedRuns: 10_000 });
  const { rows } = await app.deps.pool.query<{ details: object }>(
    `SELECT details FROM audit_entry WHERE workspace_id = $1 AND action = 'workspace.changed' ORDER BY seq`,
    [app.owner.workspaceId],
  );
  expect(rows[0]?.details).toEqual({ before: { maxConcurrentRuns: null }, after: { maxConcurrentRuns: 3 } });
  expect(rows).toHaveLength(3);
});

test('numbers out of range and unknown settings are refused', async () => {
  const api = app.as(app.owner);
  for (const wrong of [
    { maxConcurrentRuns: 0 },
    { maxQueuedRuns: 0 },
    { maxQueuedRuns: 1.5 },
    { name: ' ' },
    { x: 1 },
  ]) {
    await expect(api.workspace.update(wrong)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  }
});
