import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, gateDocument, type TestApp } from '#server/testing/test-app.ts';
import { sendingAsOwner } from './testing/send-rest.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const sendAsOwner = sendingAsOwner(() => app);
const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  sendAsOwner(method, path, { body, headers });

test('a full queue answers 429 with Retry-After and stores nothing; the same key later starts the run once', async () => {
  const document = gateDocument('bounded');
  const spec = { ...document.spec, concurrency: { key: 'c-{{ input.customer }}', max: 1 } };
  spec.input = { type: 'object', properties: { customer: { type: 'string' } } };
  const put = await send('PUT', '/workflows/bounded?publish=true', { ...document, spec });
  expect([put.status, (await put.json()).problems.length]).toEqual([200, 0]);
  await app.deps.pool.query('UPDATE workspace SET max_queued_runs = 1 WHERE id = $1', [app.owner.workspaceId]);
  const start = (body: object, headers = {}) => send('POST', '/workflows/bounded/runs', body, headers);

  const first = await start({ input: { customer: 'acme' }, priority: 5 });
  expect(first.status).toBe(201);
  const { rows } = await app.deps.pool.query('SELECT phase, priority, concurrency_key FROM run');
  expect(rows).toEqual([{ phase: 'queued', priority: 5, concurrency_key: 'c-acme' }]);

  const body = { input: { customer: 'zoo' } };
  const refused = await start(body, { 'idempotency-key': 'one' });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
  expect((await refused.json()).error).toMatchObject({ code: 'RATE_LIMITED', details: { queued: 1 } });
  expect((await app.deps.pool.query('SELECT 1 FROM run')).rowCount).toBe(1);

  await app.deps.pool.query('UPDATE workspace SET max_queued_runs = 9 WHERE id = $1', [app.owner.workspaceId]);
  const again = await Promise.all([1, 2].map(() => start(body, { 'idempotency-key': 'one' })));
  const ids = await Promise.all(again.map(async (answer) => (await answer.json()).id));
  expect(new Set(ids).size).toBe(1);
  expect((await app.deps.pool.query('SELECT 1 FROM run')).rowCount).toBe(2);
});

test('a key that cannot be made from the input is refused with its path, a priority out of range too', async () => {
  const refused = await send('POST', '/workflows/bounded/runs', { input: {} });
  expect(refused.status).toBe(400);
  expect((await refused.json()).error).toMatchObject({
    code: 'VALIDATION',
    details: [{ path: ['spec', 'concurrency', 'key'] }],
  });
  const tooHigh = await send('POST', '/workflows/bounded/runs', { input: { customer: 'a' }, priority: 101 });
  expect([tooHigh.status, (await tooHigh.json()).error.details[0].path]).toEqual([400, ['priority']]);
});
