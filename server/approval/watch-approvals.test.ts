import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishGate, parkAtGate } from '#server/testing/parked-gate.ts';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';
import { watchChanges } from '#server/run/watch-all.ts';
import { decideApproval } from './decide-approval.ts';
import { watchApprovals } from './watch-approvals.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

test('lists are told when a gate appears and when it is decided, and not of anything else', async () => {
  const stop = new AbortController();
  const ticks = await watchApprovals(app.deps, app.owner, stop.signal);
  const appeared = ticks.next();
  const { approvalId, payloadHash } = await parkAtGate(app);
  expect(await appeared).toEqual({ done: false, value: { kind: 'changed' } });

  let isTold = false;
  const decided = ticks.next().finally(() => (isTold = true));
  const hints = watchChanges(app.deps, stop.signal);
  const heard = hints.next();
  await publishGate(app);
  await app.deps.pool.query("SELECT pg_notify('fermata_run', 'some-run')");
  await heard;
  expect(isTold).toBe(false);
  await decideApproval(app.deps, app.owner, { id: approvalId, decision: 'approved', payloadHash });
  expect(await decided).toEqual({ done: false, value: { kind: 'changed' } });
  stop.abort();
  expect((await ticks.next()).done).toBe(true);
  await hints.return();
});

test('a gate that appeared after the stream was opened is told of, however late its reader began', async () => {
  const stop = new AbortController();
  const ticks = await watchApprovals(app.deps, app.owner, stop.signal);
  await parkAtGate(app);
  const told = ticks.next();
  await app.deps.pool.query("SELECT pg_notify('fermata_run', 'some-run')");
  expect(await told).toEqual({ done: false, value: { kind: 'changed' } });
  stop.abort();
  expect((await ticks.next()).done).toBe(true);
});
