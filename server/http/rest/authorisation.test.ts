import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#server/account/permissions.ts';
import { KEY_SCOPES } from '#server/account/api-keys.ts';
import { parkAtGate, type ParkedGate } from '#server/testing/parked-gate.ts';
import { createTestApp, gateDocument, ORIGIN, type TestApp } from '#server/testing/test-app.ts';
import { restRoutes } from './dispatch.ts';
import { checkedRest } from './testing/checked-rest.ts';

const WHO = ['stranger', 'viewer', 'approver', 'editor', 'admin', 'owner'] as const;
type Who = (typeof WHO)[number];

const everyone = [200, 200, 200, 200, 200, 200];
const members = [404, 200, 200, 200, 200, 200];
const editors = [404, 403, 403, 200, 200, 200];

let app: TestApp;
let actors: Record<Who, Actor>;
let gate: ParkedGate | undefined;
let workflow: string;

/** Status codes in the order of {@link WHO}. */
const rows: Record<string, { path(): string; body?(): unknown; answers: number[] }> = {
  'GET /workflows': { path: () => '/workflows', answers: everyone },
  'GET /workflows/{name}': { path: () => `/workflows/${workflow}`, answers: members },
  // A stranger makes a workflow of that name in their own workspace.
  'PUT /workflows/{name}': {
    path: () => `/workflows/${workflow}`,
    body: () => gateDocument(workflow),
    answers: [200, 403, 403, 200, 200, 200],
  },
  'POST /workflows/{name}/runs': {
    path: () => `/workflows/${workflow}/runs`,
    body: () => ({ input: {} }),
    answers: [404, 403, 403, 201, 201, 201],
  },
  'GET /runs': { path: () => '/runs', answers: everyone },
  'GET /runs/{id}': { path: () => `/runs/${gate!.runId}`, answers: members },
  'GET /runs/{id}/events': { path: () => `/runs/${gate!.runId}/events`, answers: members },
  'POST /runs/{id}/redrive': {
    path: () => `/runs/${gate!.runId}/redrive`,
    body: () => ({}),
    answers: [404, 403, 403, 409, 409, 409],
  },
  'POST /runs/{id}/cancel': { path: () => `/runs/${gate!.runId}/cancel`, body: () => ({}), answers: editors },
  'POST /runs/{id}/nodes/{key}/resolve': {
    path: () => `/runs/${gate!.runId}/nodes/gate/resolve`,
    body: () => ({ how: 'fail', reason: 'because' }),
    answers: [404, 403, 403, 409, 409, 409],
  },
  'GET /approvals': { path: () => '/approvals', answers: everyone },
  'POST /approvals/{id}/decision': {
    path: () => `/approvals/${gate!.approvalId}/decision`,
    body: () => ({ decision: 'approved', payloadHash: gate!.payloadHash }),
    answers: [404, 403, 200, 403, 403, 200],
  },
};

beforeAll(async () => {
  app = await createTestApp();
  actors = {
    stranger: await app.stranger(),
    viewer: await app.member('viewer'),
    approver: await app.member('viewer', { approver: true }),
    editor: await app.member('editor'),
    admin: await app.member('admin'),
    owner: app.owner,
  };
});
afterAll(() => app.close());

/** Where one caller's success would change the answer to the next. */
const FRESH = new Set(['POST /approvals/{id}/decision', 'PUT /workflows/{name}']);

beforeEach(async ({ task }) => {
  if (!gate || FRESH.has(task.suite?.name ?? '')) gate = await parkAtGate(app);
  workflow = (await app.as(app.owner).run.get({ id: gate.runId })).workflow.name;
});

const routes = restRoutes.map(({ method, path }) => `${method} ${path}`);

async function call(route: string, headers: Record<string, string>): Promise<number> {
  const { path, body } = rows[route]!;
  const [method] = route.split(' ') as [string];
  const request = new Request(`${ORIGIN}/api/v1${path()}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body ? { body: JSON.stringify(body()) } : {}),
  });
  return (await checkedRest(request, app)).status;
}

test('S-21: every route has a row in this table', () => {
  expect(Object.keys(rows).sort()).toEqual(routes.toSorted());
});

describe.each(routes)('%s', (route) => {
  test('S-21: asks a visitor to sign in, whatever headers they add', async () => {
    const headers = {
      origin: ORIGIN,
      'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy',
      'x-workspace-id': 'x',
    };
    expect(await call(route, headers)).toBe(401);
    expect(await call(route, { authorization: 'Bearer fmt_no-such-key' })).toBe(401);
    expect(await call(route, { authorization: 'Basic abc' })).toBe(401);
  });

  test.each(WHO)('S-19, S-21: called with the key of %s', async (who) => {
    const authorization = await app.keyOf(actors[who], [...KEY_SCOPES]);
    expect(await call(route, { authorization })).toBe(rows[route]!.answers[WHO.indexOf(who)]);
  });

  test('S-21: a key without scopes may do nothing, even for the owner', async () => {
    expect(await call(route, { authorization: await app.keyOf(app.owner, []) })).toBe(403);
  });
});

test('a key that is expired or revoked, or whose person left, is refused', async () => {
  const status = async (authorization: string) => {
    const request = new Request(`${ORIGIN}/api/v1/runs`, { headers: { authorization } });
    return (await checkedRest(request, app)).status;
  };
  const leaver = await app.member('editor');
  const authorization = await app.keyOf(leaver, ['run:view']);
  expect(await status(authorization)).toBe(200);
  const change = (data: object) => app.deps.prisma.apiKey.updateMany({ where: { userId: leaver.user.id }, data });
  await change({ expiresAt: new Date(0) });
  expect(await status(authorization)).toBe(401);
  await change({ expiresAt: null, revokedAt: new Date() });
  expect(await status(authorization)).toBe(401);
  await change({ revokedAt: null });
  expect(await status(authorization)).toBe(200);
  await app.as(app.owner).member.remove({ userId: leaver.user.id });
  expect(await status(authorization)).toBe(401);
});
