import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { handleRest } from '#server/http/rest/dispatch.ts';
import { sha256 } from '#server/ids.ts';
import { createTestApp, ORIGIN, PASSWORD, type TestApp } from '#server/testing/test-app.ts';
import { handleTrpc } from '#server/trpc/handler.ts';
import { KEY_SCOPES } from './api-keys.ts';
import { ensureOwnerFromEnv } from './ensure-owner.ts';
import { type Actor, NEVER_BY_KEY } from './permissions.ts';
import { resetPassword } from './reset-password.ts';

let app: TestApp;
let editor: Actor;
beforeAll(async () => {
  app = await createTestApp();
  editor = await app.member('editor');
  for (const { user } of [editor, app.owner]) await resetPassword(app.deps, { email: user.email, password: PASSWORD });
});
afterAll(() => app.close());
beforeEach(() => app.deps.prisma.loginAttempt.deleteMany());

const input = { name: 'CI', scopes: ['run:view' as const], expiresInDays: 90, password: PASSWORD };

async function status(key: string, path = '/runs', init?: { method: string; body: string }): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return (await handleRest(new Request(`${ORIGIN}/api/v1${path}`, { headers, ...init }), app)).status;
}

test('a key is shown once, kept as a hash, does what its scopes say and nothing else, and ends when revoked', async () => {
  const { id, key } = await app.as(editor).key.create(input);
  expect(key).toMatch(/^fmt_[\w-]{43}$/);
  const row = await app.deps.prisma.apiKey.findUniqueOrThrow({ where: { id } });
  expect(JSON.stringify(row)).not.toContain(key);
  expect(row.hash).toBe(sha256(key));
  expect((row.expiresAt!.getTime() - Date.now()) / 86_400_000).toBeCloseTo(90, 1);

  const start = { method: 'POST', body: '{"input":{}}' };
  expect(await status(key)).toBe(200);
  expect(await status(key, '/workflows/x/runs', start)).toBe(403);
  const [listed] = await app.as(editor).key.list();
  expect(listed).toMatchObject({ id, name: 'CI', prefix: key.slice(0, 12), scopes: ['run:view'], resting: null });
  expect(listed!.lastUsedAt).not.toBeNull();
  expect(JSON.stringify(await app.as(app.owner).key.list())).not.toContain(key);

  await app.as(editor).key.revoke({ id });
  expect(await status(key)).toBe(401);
  expect(await app.as(editor).key.list()).toEqual([]);
  const audit = await app.deps.prisma.auditEntry.findMany({ where: { targetId: id }, orderBy: { seq: 'asc' } });
  expect(audit.map((entry) => entry.action)).toEqual(['key.created', 'key.revoked']);
  expect(JSON.stringify(audit)).not.toContain(key);
});

test('S-21: a key never has more rights than its person, now or later', async () => {
  const approve = { ...input, scopes: ['gate:decide' as const] };
  await expect(app.as(editor).key.create(approve)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  for (const scope of NEVER_BY_KEY) {
    const refused = app.as(app.owner).key.create({ ...input, scopes: [scope as 'run:view'] });
    await expect(refused).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  }
  const { key } = await app.as(editor).key.create({ ...input, scopes: ['run:view', 'run:start'], expiresInDays: null });
  const start = { method: 'POST', body: '{"input":{}}' };
  expect(await status(key, '/workflows/nobody/runs', start)).toBe(404);
  await app.as(app.owner).member.update({ userId: editor.user.id, role: 'viewer' });
  expect(await status(key, '/workflows/nobody/runs', start)).toBe(403);
  expect(await status(key)).toBe(200);
  await app.as(app.owner).member.update({ userId: editor.user.id, role: 'editor' });
});

test('S-24: a key is only made by a session, for its own person, with their password', async () => {
  const post = (headers: Record<string, string>, body: object) =>
    handleTrpc(
      new Request(`${ORIGIN}/api/trpc/key.create`, {
        method: 'POST',
        headers: { origin: ORIGIN, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
      app,
    );
  expect((await post({}, { ...input, userId: app.owner.user.id })).status).toBe(401);
  const authorization = await app.keyOf(app.owner, [...KEY_SCOPES]);
  expect((await post({ authorization }, input)).status).toBe(403);
  expect((await post({ authorization }, { ...input, userId: app.owner.user.id })).status).toBe(400);

  const before = await app.deps.prisma.apiKey.count();
  const wrong = () => app.as(editor).key.create({ ...input, password: 'a guess' });
  for (let guess = 0; guess < 10; guess++) await expect(wrong()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(app.as(editor).key.create(input)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  expect(await app.deps.prisma.apiKey.count()).toBe(before);
});

test('the key of the environment is listed as such, ends with its setting, and nobody makes one of its name', async () => {
  const { workspaceId, user } = app.owner;
  await app.deps.prisma.instance.create({ data: { id: 1, workspaceId, ownerId: user.id } });
  const apiKey = 'fmt_a-key-that-is-long-enough';
  await ensureOwnerFromEnv({ ...app.deps, env: { ...app.deps.env, apiKey } });
  const listed = (await app.as(app.owner).key.list()).filter((key) => key.fromEnvironment);
  expect(listed).toMatchObject([{ name: 'FERMATA_API_KEY', person: { id: user.id } }]);
  await expect(app.as(app.owner).key.revoke({ id: listed[0]!.id })).rejects.toThrow(/FERMATA_API_KEY/);
  expect(await status(apiKey)).toBe(200);
  const same = app.as(app.owner).key.create({ ...input, name: 'FERMATA_API_KEY' });
  await expect(same).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await ensureOwnerFromEnv(app.deps);
  expect(await status(apiKey)).toBe(401);
});

test('whoever manages keys sees and revokes those of others, and nobody else does', async () => {
  const { id } = await app.as(editor).key.create(input);
  const viewer = await app.member('viewer');
  expect(await app.as(viewer).key.list()).toEqual([]);
  await expect(app.as(viewer).key.revoke({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const admin = await app.member('admin');
  expect((await app.as(admin).key.list()).map((key) => key.id)).toContain(id);
  await app.as(app.owner).member.deactivate({ userId: editor.user.id });
  expect((await app.as(admin).key.list()).find((key) => key.id === id)?.resting).toBe('deactivated');
  await app.as(admin).key.revoke({ id });
  expect((await app.as(admin).key.list()).map((key) => key.id)).not.toContain(id);
});
