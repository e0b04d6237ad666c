import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#server/account/permissions.ts';
import { createCapabilities } from '#server/capabilities/create-capabilities.ts';
import { toFermataError } from '#server/http/error-body.ts';
import { isSimulatedByDefault } from '#server/run/simulated-default.ts';
import { startFakeAnthropic } from '#server/testing/fake-anthropic.ts';
import { startFakeGoogle } from '#server/testing/fake-google.ts';
import type { FakeServer } from '#server/testing/fake-model-server.ts';
import { startFakeOpenAi } from '#server/testing/fake-openai.ts';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';
import { findTemplate } from '#server/workflow/templates/templates.ts';

const KEY = 'sk-canary-7f3a91';

let app: TestApp;
let admin: Actor;
beforeAll(async () => {
  app = await createTestApp();
  Object.assign(app.deps, { env: { ...app.deps.env, egressAllow: ['127.0.0.1'] } });
  admin = await app.member('admin');
});
afterAll(() => app.close());

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
  for (const { id } of (await api().list()).providers) if (id) await api().delete({ id });
});

async function opened(starting: Promise<{ baseUrl: string; close(): Promise<void> }>): Promise<FakeServer> {
  const server = (await starting) as FakeServer;
  open.push(server);
  return server;
}

const api = (actor: Actor = admin) => app.as(actor).provider;

/** As the runner asks, from a process that knew nothing before. */
async function generate(model: string, workspaceId = admin.workspaceId) {
  const { model: capability } = createCapabilities(app.deps)({ workspaceId });
  const options = { signal: new AbortController().signal, simulated: false, onText: () => undefined };
  return capability.generate({ model, messages: [{ role: 'user', content: 'Hi' }], turn: 0, attempt: 1 }, options);
}

describe.each([
  { kind: 'compatible', start: startFakeOpenAi },
  { kind: 'anthropic', start: startFakeAnthropic },
  { kind: 'google', start: startFakeGoogle },
] as const)('a provider of kind $kind', ({ kind, start }) => {
  test('is tried, set up, called with its key, and gone with it', async () => {
    const fake = await opened(start({ apiKey: KEY, models: ['fake-1', 'fake-2'] }));
    const draft = { name: 'mine', kind, baseUrl: fake.baseUrl, key: KEY };
    expect(await api().try(draft)).toMatchObject({ ok: true, models: 2 });
    const { id } = await api().create(draft);
    expect(await api().test({ name: 'mine' })).toMatchObject({ ok: true, models: 2 });
    expect((await generate('mine/fake-1')).text).toBe('Hello from the model.');
    expect((await app.as(admin).workflow.models()).models.map((model) => model.id)).toContain('mine/fake-2');
    await api().delete({ id });
    await expect(generate('mine/fake-1')).rejects.toThrow('The provider "mine"');
    expect(await app.deps.prisma.secret.count({ where: { name: 'provider_mine' } })).toBe(0);
  });

  test('a wrong key is told as such before it is saved', async () => {
    const fake = await opened(start({ apiKey: KEY }));
    const result = await api().try({ name: 'mine', kind, baseUrl: fake.baseUrl, key: 'sk-wrong-key' });
    expect(result).toMatchObject({ ok: false, code: 'MODEL_AUTH' });
    expect(JSON.stringify(result)).not.toContain('sk-wrong-key');
  });
});

test('S-30: a key goes in and never comes out', async () => {
  const fake = await opened(startFakeOpenAi({ apiKey: KEY }));
  const { id } = await api().create({ name: 'mine', kind: 'compatible', baseUrl: fake.baseUrl, key: KEY });
  await api().update({ id, models: ['one'] });
  const answers = [await api().list(), await api().models(), await app.as(app.owner).provider.list()];
  expect(JSON.stringify(answers)).not.toContain(KEY);
  expect((await api().list()).providers).toMatchObject([{ name: 'mine', hasKey: true, models: ['one'] }]);
  const { rows } = await app.deps.pool.query(
    'SELECT (SELECT json_agg(p) FROM provider p) AS p, (SELECT json_agg(a) FROM audit_entry a) AS a, (SELECT json_agg(s) FROM secret s) AS s',
  );
  expect(JSON.stringify(rows)).not.toContain(KEY);
});

test('S-30: a provider that repeats the key in its error does not bring it onto the screen', async () => {
  const fake = await opened(startFakeOpenAi());
  await api().create({ name: 'mine', kind: 'compatible', baseUrl: fake.baseUrl, key: KEY });
  fake.queue({ kind: 'status', status: 401, body: { error: { message: `Bad key ${KEY}` } } });
  const error: unknown = await generate('mine/fake-1').catch((reason: unknown) => reason);
  expect(String(error)).toContain('was refused');
  expect(String(error)).not.toContain(KEY);
});

test('S-22: a saved key is not sent to another host, neither by a test nor by a change of address', async () => {
  const mine = await opened(startFakeOpenAi({ apiKey: KEY }));
  const evil = await opened(startFakeOpenAi());
  const { id } = await api().create({ name: 'mine', kind: 'compatible', baseUrl: mine.baseUrl, key: KEY });
  const baseUrl = evil.baseUrl.replace('127.0.0.1', 'localhost');
  Object.assign(app.deps.env, { egressAllow: ['127.0.0.1', 'localhost'] });
  const result = await api().try({ id, name: 'mine', kind: 'compatible', baseUrl });
  expect(result).toMatchObject({ ok: false });
  expect(JSON.stringify(result)).toContain('may not be sent to localhost');
  await expect(api().update({ id, baseUrl })).rejects.toThrow('Type it again');
  expect(evil.requests).toHaveLength(0);
  await api().update({ id, baseUrl, key: 'sk-for-the-other' });
  expect(await api().test({ name: 'mine' })).toMatchObject({ ok: true });
  expect(evil.requests[0]?.headers.authorization).toBe('Bearer sk-for-the-other');
  Object.assign(app.deps.env, { egressAllow: ['127.0.0.1'] });
});

test("S-22: another workspace's provider is not there", async () => {
  const fake = await opened(startFakeOpenAi());
  const { id } = await api().create({ name: 'mine', kind: 'compatible', baseUrl: fake.baseUrl, key: KEY });
  const stranger = await app.stranger();
  await expect(api(stranger).try({ id, name: 'mine', kind: 'compatible', baseUrl: fake.baseUrl })).rejects.toThrow(
    'There is no such provider',
  );
  await expect(api(stranger).delete({ id })).rejects.toThrow('There is no such provider');
  await expect(generate('mine/fake-1', stranger.workspaceId)).rejects.toThrow('The provider "mine"');
  expect((await api(stranger).list()).providers).toEqual([]);
});

test.each([
  'http://10.0.0.1/v1',
  'http://169.254.169.254/latest',
  'http://[::ffff:169.254.169.254]/v1',
  'http://[fd00::1]/v1',
  'http://0x0a000001/v1',
  'http://localhost:11434/v1',
])('S-31: %s is refused with the setting that allows it', async (baseUrl) => {
  const draft = { name: 'mine', kind: 'compatible' as const, baseUrl };
  Object.assign(app.deps.env, { egressAllow: [] });
  await expect(api().create(draft)).rejects.toThrow('FERMATA_EGRESS_ALLOW');
  await expect(api().try(draft)).rejects.toThrow('FERMATA_EGRESS_ALLOW');
  Object.assign(app.deps.env, { egressAllow: ['127.0.0.1'] });
});

test.each([
  [{ name: 'default', kind: 'openai', key: KEY }, 'taken by Fermata'],
  [{ name: 'Mine', kind: 'openai', key: KEY }, 'small letter'],
  [{ name: 'mine', kind: 'openai' }, 'needs a key'],
  [{ name: 'mine', kind: 'compatible' }, 'needs its address'],
  [{ name: 'mine', kind: 'compatible', baseUrl: 'ftp://x' }, 'begins with http'],
  [{ name: 'mine', kind: 'compatible', baseUrl: 'https://u:p@example.com' }, 'no user name'],
  [{ name: 'mine', kind: 'openai', key: 'two words' }, 'no spaces'],
] as const)('%j is refused with a sentence', async (draft, sentence) => {
  const error: unknown = await api()
    .create(draft)
    .catch((reason: unknown) => reason);
  expect((error as { code: string }).code).toBe('BAD_REQUEST');
  expect(JSON.stringify([String(error), toFermataError((error as Error).cause).details])).toContain(sentence);
});

test('the environment goes before a row of the same name, and says so', async () => {
  const fake = await opened(startFakeOpenAi());
  await api().create({ name: 'openai', kind: 'openai', key: KEY });
  const { env } = app.deps;
  Object.assign(app.deps, { env: { ...env, openai: { apiKey: 'sk-environment', baseUrl: fake.baseUrl } } });
  const { providers } = await api().list();
  expect(providers).toMatchObject([
    { id: null, name: 'openai', variable: 'OPENAI_API_KEY', hasKey: true },
    { name: 'openai', variable: null, replacedBy: 'OPENAI_API_KEY' },
  ]);
  await generate('openai/fake-1');
  expect(fake.requests.at(-1)?.headers.authorization).toBe('Bearer sk-environment');
  Object.assign(app.deps, { env });
});

test('default: simulated, then the first provider, then what was chosen, then FERMATA_DEFAULT_MODEL', async () => {
  const { document } = findTemplate('contract_review')!;
  const simulated = () => isSimulatedByDefault(app.deps, admin.workspaceId, document);
  expect((await api().models()).default).toBe('simulated/fast');
  expect(await simulated()).toBe(true);
  const fake = await opened(startFakeOpenAi({ models: ['fake-1', 'fake-2'] }));
  await api().create({ name: 'mine', kind: 'compatible', baseUrl: fake.baseUrl });
  expect((await api().models()).default).toBe('mine/fake-1');
  expect(await simulated()).toBe(false);
  await expect(api().setDefault({ model: 'nobody/x' })).rejects.toThrow('There is no provider "nobody"');
  await api().setDefault({ model: 'mine/fake-2' });
  expect((await generate('default')).model).toBe('mine/fake-2');
  const { env } = app.deps;
  Object.assign(app.deps, { env: { ...env, defaultModel: 'mine/fake-1' } });
  expect((await api().list()).default).toEqual({ chosen: 'mine/fake-2', fromEnvironment: 'mine/fake-1' });
  expect((await generate('default')).model).toBe('mine/fake-1');
  Object.assign(app.deps, { env });
  await api().setDefault({ model: null });
  expect((await api().models()).default).toBe('mine/fake-1');
});

test('an unknown price is null until somebody sets one, and again when it is reset', async () => {
  const fake = await opened(startFakeOpenAi());
  await api().create({ name: 'mine', kind: 'compatible', baseUrl: fake.baseUrl });
  expect((await api().models()).models).toMatchObject([{ id: 'mine/fake-1', price: null, isOwn: false }]);
  expect((await generate('mine/fake-1')).usage.costUsd).toBeNull();
  await api().setPrice({ model: 'mine/fake-1', inputUsd: 1, outputUsd: 10 });
  expect((await generate('mine/fake-1')).usage.costUsd).toBeCloseTo((12 + 340) / 1_000_000);
  await api().resetPrice({ model: 'mine/fake-1' });
  expect((await generate('mine/fake-1')).usage.costUsd).toBeNull();
});

test('a built-in price can be replaced and comes back', async () => {
  await api().create({ name: 'mine', kind: 'anthropic', key: KEY });
  const haiku = async () => (await api().models()).models.find(({ id }) => id === 'mine/claude-haiku-4-5');
  const builtIn = { inputUsd: 1, outputUsd: 5 };
  expect(await haiku()).toMatchObject({ price: builtIn, isOwn: false });
  await api().setPrice({ model: 'mine/claude-haiku-4-5', inputUsd: 2, outputUsd: 3 });
  expect(await haiku()).toMatchObject({ price: { inputUsd: 2, outputUsd: 3 }, isOwn: true, builtIn });
  await api().resetPrice({ model: 'mine/claude-haiku-4-5' });
  expect(await haiku()).toMatchObject({ price: builtIn, isOwn: false });
});

test('every change is in the audit log, and the address only for those who look after it', async () => {
  const fake = await opened(startFakeOpenAi());
  const { id } = await api().create({ name: 'audited', kind: 'compatible', baseUrl: fake.baseUrl, key: KEY });
  await api().update({ id, key: null });
  expect((await api(await app.member('editor')).list()).providers[0]?.baseUrl).toBeNull();
  expect((await api().list()).providers[0]).toMatchObject({ baseUrl: fake.baseUrl, hasKey: false });
  await api().delete({ id });
  const entries = await app.deps.prisma.auditEntry.findMany({
    where: { targetType: 'provider', targetId: id },
    orderBy: { seq: 'asc' },
  });
  expect(entries.map(({ action, details }) => [action, details])).toEqual([
    ['provider.created', { kind: 'compatible', host: '127.0.0.1', key: 'set' }],
    ['provider.changed', { key: 'removed' }],
    ['provider.deleted', {}],
  ]);
});
