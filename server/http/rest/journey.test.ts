import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { nodeExecutors } from '#nodes/executors.ts';
import { KEY_SCOPES } from '#server/account/api-keys.ts';
import { createCapabilities } from '#server/capabilities/create-capabilities.ts';
import { type Runner, startRunner } from '#server/runner/runner.ts';
import { createTestApp, ORIGIN, type TestApp } from '#server/testing/test-app.ts';
import { checkedRest } from './testing/checked-rest.ts';

let app: TestApp;
let runner: Runner;
let authorization: string;
beforeAll(async () => {
  app = await createTestApp();
  authorization = await app.keyOf(app.owner, [...KEY_SCOPES]);
  runner = await startRunner({
    url: app.deps.env.databaseUrl,
    definitions: nodeDefinitions,
    executors: nodeExecutors,
    capabilities: (pool) => createCapabilities({ env: app.deps.env, pool }),
    log: app.deps.log,
  });
});
afterAll(async () => {
  await runner.stop();
  await app.close();
});

async function call(method: string, path: string, body?: unknown) {
  const request = new Request(`${ORIGIN}/api/v1${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await checkedRest(request, app)).json();
}

test('a program publishes a template, starts it, edits and approves what waits, and gets the result', async () => {
  const { name } = await app.as(app.owner).workflow.createFromTemplate({ template: 'contract_review' });
  const document = await call('GET', `/workflows/${name}`);
  expect(await call('PUT', `/workflows/${name}?publish=true`, document)).toMatchObject({ version: 1 });
  const { id } = await call('POST', `/workflows/${name}/runs`, { input: {} });

  const pending = async () => (await call('GET', `/approvals?status=pending&run=${id}`)).items;
  await expect.poll(pending, { timeout: 15_000 }).toHaveLength(1);
  const [gate] = await pending();
  const seen = await app.as(app.owner).approval.get({ id: gate.id });
  expect(seen.consequences.map((consequence) => consequence.port)).toEqual(
    expect.arrayContaining(['approved', 'rejected']),
  );
  expect(seen.context.length).toBeGreaterThan(0);

  const [field] = Object.keys(gate.editable);
  const values = field && typeof gate.editable[field] === 'string' ? { [field]: 'Edited by hand' } : {};
  const decision = { decision: 'approved', values, payloadHash: gate.payloadHash };
  expect(await call('POST', `/approvals/${gate.id}/decision`, decision)).toMatchObject({ status: 'decided' });
  await expect.poll(async () => (await call('GET', `/runs/${id}`)).status, { timeout: 15_000 }).toBe('succeeded');
  const run = await call('GET', `/runs/${id}`);
  expect(JSON.stringify(run.output)).toContain(Object.values(values)[0] ?? '');
  expect(run.simulated).toBe(true);
  expect(run.pendingApprovals).toEqual([]);
});
