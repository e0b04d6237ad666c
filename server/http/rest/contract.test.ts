import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEY_SCOPES } from '#server/account/api-keys.ts';
import { startRun } from '#server/run/start-run.ts';
import { journal, parkAtGate, publishGate } from '#server/testing/parked-gate.ts';
import { createTestApp, gateDocument, ORIGIN, type TestApp } from '#server/testing/test-app.ts';
import { handleRest, restRoutes } from './dispatch.ts';
import { answersSeen, checkedRest } from './testing/checked-rest.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
  // With the owner, the two that a gate below asks for.
  await app.member('viewer', { approver: true });
});
afterAll(() => app.close());

interface Call {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Route → calls that succeed, each with answers of a shape of its own. */
const calls: Record<string, () => Promise<Call[]> | Call[]> = {
  'GET /workflows': async () => {
    await parkAtGate(app);
    return [{ path: '/workflows' }];
  },
  'GET /workflows/{name}': async () => {
    const path = `/workflows/${await publishGate(app)}`;
    return [{ path }, { path, headers: { accept: 'application/yaml' } }];
  },
  'PUT /workflows/{name}': () => {
    const broken = gateDocument('with_problems');
    broken.spec.edges.push({ from: 'done', to: 'gate' });
    return [
      { path: '/workflows/with_problems', body: broken },
      { path: '/workflows/published?publish=true', body: gateDocument('published') },
    ];
  },
  'POST /workflows/{name}/runs': async () => {
    const path = `/workflows/${await publishGate(app)}/runs`;
    return [
      { path, body: { input: { amount: 1 } }, headers: { 'idempotency-key': 'once' } },
      { path, body: { input: { amount: 1 } }, headers: { 'idempotency-key': 'once' } },
      { path: `${path}?wait=1ms`, body: {} },
    ];
  },
  'GET /runs': async () => {
    await parkAtGate(app);
    return [{ path: '/runs?limit=1' }, { path: '/runs?status=waiting' }];
  },
  'GET /runs/{id}': async () => {
    const waiting = await parkAtGate(app);
    const stopped = await parkAtGate(app);
    await journal(app, app.owner, stopped.runId, [{ type: 'run.cancelled', by: null, reason: '' }]);
    return [{ path: `/runs/${waiting.runId}` }, { path: `/runs/${stopped.runId}` }];
  },
  'GET /runs/{id}/events': async () => {
    const { runId } = await parkAtGate(app);
    await journal(app, app.owner, runId, [{ type: 'run.cancelled', by: null, reason: '' }]);
    const path = `/runs/${runId}/events`;
    return [{ path }, { path: `${path}?limit=2` }, { path, headers: { accept: 'text/event-stream' } }];
  },
  'POST /runs/{id}/redrive': async () => {
    const { runId } = await parkAtGate(app);
    await journal(app, app.owner, runId, [{ type: 'run.cancelled', by: null, reason: '' }]);
    return [{ path: `/runs/${runId}/redrive`, body: {} }];
  },
  'POST /runs/{id}/cancel': async () => [
    { path: `/runs/${(await parkAtGate(app)).runId}/cancel`, body: { reason: 'enough' } },
  ],
  'POST /runs/{id}/nodes/{key}/resolve': async () => {
    const workflow = await publishGate(app);
    const { id } = await startRun(app.deps, app.owner, { workflow, source: 'published', input: {} });
    await journal(app, app.owner, id, [
      { type: 'run.started' },
      { type: 'node.succeeded', key: 'start', attempt: 1, output: { value: {} }, port: 'out' },
      { type: 'node.waiting', key: 'gate', attempt: 1, reason: 'outcome_unknown' },
    ]);
    return [{ path: `/runs/${id}/nodes/gate/resolve`, body: { how: 'retry', reason: 'It is safe.' } }];
  },
  'GET /approvals': async () => {
    await parkAtGate(app);
    return [{ path: '/approvals?limit=1' }, { path: '/approvals?status=pending' }];
  },
  'POST /approvals/{id}/decision': async () => {
    const one = await parkAtGate(app);
    const two = await parkAtGate(app, { required: 2 });
    return [one, two].map(({ approvalId, payloadHash }) => ({
      path: `/approvals/${approvalId}/decision`,
      body: { decision: 'approved', payloadHash },
    }));
  },
};

/** What an option of a route needs besides, as its description says. */
const MORE_BY_OPTION: Record<string, string[]> = {
  'PUT /workflows/{name}': ['workflow:publish'],
  'POST /workflows/{name}/runs': ['run:view'],
  'GET /runs/{id}': ['gate:view'],
};

async function call(method: string, { path, body, headers }: Call, authorization: string): Promise<Response> {
  const request = new Request(`${ORIGIN}/api/v1${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return checkedRest(request, app);
}

test.each(restRoutes.map((route) => ({ route, name: `${route.method} ${route.path}` })))(
  '$name answers as the OpenAPI document says, to a key with just the scopes that it names',
  async ({ route, name }) => {
    const extra = MORE_BY_OPTION[name] ?? [];
    const key = await app.keyOf(app.owner, [...route.scopes, ...extra]);
    for (const one of (await calls[name]?.()) ?? []) {
      expect((await call(route.method, one, key)).status, JSON.stringify(one)).toBe(route.answer.status ?? 200);
    }
    expect(answersSeen).toContain(`${name} ${route.answer.status ?? 200}`);
  },
);

test.each(restRoutes.map((route) => ({ route, name: `${route.method} ${route.path}` })))(
  'S-21: $name is refused to a key that lacks one of its scopes',
  async ({ route, name }) => {
    const [one] = (await calls[name]?.()) ?? [];
    for (const missing of route.scopes) {
      const key = await app.keyOf(
        app.owner,
        KEY_SCOPES.filter((scope) => scope !== missing),
      );
      const answer = await call(route.method, one ?? { path: '' }, key);
      expect(answer.status, missing).toBe(403);
    }
  },
);

test('the document is served to anybody, and names nothing of anybody', async () => {
  await publishGate(app);
  const answer = await handleRest(new Request(`${ORIGIN}/api/v1/openapi.json`), app);
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({ openapi: '3.1.0', servers: [{ url: `${app.deps.env.publicUrl}/api/v1` }] });
  expect(text).not.toContain('gate_1');
});
