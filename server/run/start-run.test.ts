import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, gateDocument, type TestApp } from '#server/testing/test-app.ts';
import { publishGate } from '#server/testing/parked-gate.ts';
import { getRunValue } from './read-run.ts';
import { startRun } from './start-run.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const runsOf = (workflow: string) => app.deps.prisma.run.findMany({ where: { workflow: { name: workflow } } });

test('D-15: a hundred starts with one key at the same time are one run, and all are told its id', async () => {
  const workflow = await publishGate(app);
  const request = { workflow, source: 'published' as const, input: { amount: 1 }, idempotencyKey: 'delivery-1' };
  const answers = await Promise.all(Array.from({ length: 100 }, () => startRun(app.deps, app.owner, request)));
  expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
  expect(answers.filter((answer) => answer.created)).toHaveLength(1);
  expect(await runsOf(workflow)).toHaveLength(1);
});

test('the same key with another request is refused, and belongs to one workflow only', async () => {
  const [workflow, other] = [await publishGate(app), await publishGate(app)];
  const request = { workflow, source: 'published' as const, input: { amount: 1, b: 2 }, idempotencyKey: 'k' };
  const { id } = await startRun(app.deps, app.owner, request);
  expect(await startRun(app.deps, app.owner, { ...request, input: { b: 2, amount: 1 } })).toEqual({
    id,
    status: 'queued',
    created: false,
  });
  await expect(startRun(app.deps, app.owner, { ...request, input: { amount: 2 } })).rejects.toMatchObject({
    code: 'IDEMPOTENCY_MISMATCH',
  });
  expect((await startRun(app.deps, app.owner, { ...request, workflow: other })).created).toBe(true);
});

test('input that does not fit is refused with its path, and nothing is written', async () => {
  const workflow = await publishGate(app);
  await expect(
    startRun(app.deps, app.owner, { workflow, source: 'published', input: { amount: 'much' } }),
  ).rejects.toMatchObject({ code: 'VALIDATION', details: [{ path: ['amount'] }] });
  expect(await runsOf(workflow)).toEqual([]);
});

test('a draft is run as it was, a stale or broken one is not run, and an unpublished workflow has no published run', async () => {
  const api = app.as(app.owner);
  const { name } = await api.workflow.create({ title: 'Draft run' });
  await expect(api.run.start({ workflow: name, source: 'published', input: {} })).rejects.toMatchObject({
    cause: { code: 'NOT_PUBLISHED' },
  });
  await api.workflow.saveDraft({ name, baseRevision: 1, document: gateDocument(name) });
  const start = (revision: number) => api.run.start({ workflow: name, source: 'draft', revision, input: {} });
  await expect(start(1)).rejects.toMatchObject({ code: 'CONFLICT' });
  const { id } = await start(2);
  const run = await api.run.get({ id });
  expect(run).toMatchObject({ version: null, document: { metadata: { name } }, state: { status: 'queued', seq: 1 } });
  expect(run.state.created?.trigger).toMatchObject({ kind: 'test', by: { id: app.owner.user.id } });

  const broken = gateDocument(name);
  broken.spec.edges.push({ from: 'gate.nowhere', to: 'done' });
  await api.workflow.saveDraft({ name, baseRevision: 2, document: broken });
  await expect(start(3)).rejects.toMatchObject({ cause: { code: 'INVALID_WORKFLOW' } });
});

test('D-17: a circle without a loop is neither published nor run, and a sentence says where it closes', async () => {
  const api = app.as(app.owner);
  const { name } = await api.workflow.create({ title: 'Round and round' });
  const document = gateDocument(name);
  const again = { id: 'again', type: 'set', position: { x: 0, y: 0 }, config: {} };
  document.spec.nodes.push(again);
  document.spec.edges.push({ from: 'gate.rejected', to: 'again' }, { from: 'again', to: 'gate' });
  await api.workflow.saveDraft({ name, baseRevision: 1, document });
  const answers = await Promise.allSettled([
    api.workflow.publish({ name, revision: 2, note: '' }),
    api.run.start({ workflow: name, source: 'draft', revision: 2, input: {} }),
  ]);
  for (const answer of answers) {
    const cause: unknown = answer.status === 'rejected' ? answer.reason.cause : null;
    const circle = { code: 'CYCLE', message: expect.stringMatching(/circle.*again\.out->gate/) };
    expect(cause).toMatchObject({
      code: 'INVALID_WORKFLOW',
      details: expect.arrayContaining([expect.objectContaining(circle)]),
    });
  }
  expect(await runsOf(name)).toEqual([]);
});

test('a draft is tested up to a node: what comes after is not part of the run, and may be broken', async () => {
  const api = app.as(app.owner);
  const { name } = await api.workflow.create({ title: 'Up to here' });
  const document = gateDocument(name);
  document.spec.nodes.push({ id: 'later', type: 'agent', position: { x: 0, y: 0 }, config: { prompt: '' } });
  document.spec.edges.push({ from: 'gate.rejected', to: 'later' });
  await api.workflow.saveDraft({ name, baseRevision: 1, document });
  const start = (upTo?: string) => api.run.start({ workflow: name, source: 'draft', revision: 2, input: {}, upTo });
  await expect(start()).rejects.toMatchObject({ cause: { code: 'INVALID_WORKFLOW' } });
  await expect(start('later')).rejects.toMatchObject({ cause: { code: 'INVALID_WORKFLOW' } });
  await expect(start('nobody')).rejects.toMatchObject({ cause: { code: 'VALIDATION' } });
  const { id } = await start('gate');
  const run = await api.run.get({ id });
  expect(run.document.spec.nodes.map((node) => node.id).toSorted()).toEqual(['gate', 'start']);
  expect(run.version).toBeNull();
});

test('one node of a draft is tested on given outputs, whatever else is broken, and only by whoever may start runs', async () => {
  const api = app.as(app.owner);
  const { name } = await api.workflow.create({ title: 'One node' });
  const document = gateDocument(name);
  document.spec.nodes.push({ id: 'later', type: 'agent', position: { x: 0, y: 0 }, config: { prompt: '' } });
  document.spec.edges.push({ from: 'gate.rejected', to: 'later' });
  await api.workflow.saveDraft({ name, baseRevision: 1, document });
  const given = { gate: { output: { decision: 'approved', values: { amount: 3 } }, port: 'rejected' } };
  const request = (node: string) => ({ workflow: name, source: 'draft' as const, input: {}, only: { node, given } });
  const { id } = await api.run.start(request('done'));
  const run = await api.run.get({ id });
  expect(run.version).toBeNull();
  expect(run.document.spec.nodes.map(({ id: node, pinned }) => [node, pinned])).toEqual([
    ['start', undefined],
    ['gate', given.gate],
    ['done', undefined],
  ]);
  await expect(api.run.start(request('later'))).rejects.toMatchObject({ cause: { code: 'INVALID_WORKFLOW' } });
  for (const node of ['nobody', 'start']) {
    await expect(api.run.start(request(node))).rejects.toMatchObject({ cause: { code: 'VALIDATION' } });
  }
  const large = { gate: { output: 'x'.repeat(300_000) } };
  await expect(api.run.start({ ...request('done'), upTo: 'done' })).rejects.toMatchObject({
    cause: { details: [expect.objectContaining({ message: expect.stringContaining('not both') })] },
  });
  await expect(api.run.start({ ...request('done'), only: { node: 'done', given: large } })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  });
  const viewer = app.as(await app.member('viewer')).run.start(request('done'));
  await expect(viewer).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const stranger = app.as(await app.stranger()).run.start(request('done'));
  await expect(stranger).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('NUL and lone surrogates become U+FFFD, `__proto__` stays a plain key, and depth is bounded', async () => {
  const workflow = await publishGate(app);
  const input: unknown = JSON.parse('{"text": "a\\u0000b\\ud800", "__proto__": {"polluted": true}}');
  const { id } = await startRun(app.deps, app.owner, { workflow, source: 'published', input });
  const { state } = await app.as(app.owner).run.get({ id });
  const stored = state.created?.input as { value: Record<string, unknown> };
  expect(stored.value['text']).toBe('a\uFFFDb\uFFFD');
  expect(Object.keys(stored.value).sort()).toEqual(['__proto__', 'text']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  const deep: unknown = JSON.parse('['.repeat(65) + ']'.repeat(65));
  await expect(startRun(app.deps, app.owner, { workflow, source: 'published', input: { deep } })).rejects.toMatchObject(
    { code: 'VALIDATION' },
  );
});

test('a run is simulated when a model it names has no provider, unless somebody said otherwise', async () => {
  const api = app.as(app.owner);
  const { name } = await api.workflow.create({ title: 'Which model' });
  const withAgent = gateDocument(name);
  withAgent.spec.nodes[1] = { id: 'gate', type: 'agent', position: { x: 0, y: 0 }, config: { prompt: 'Hello' } };
  withAgent.spec.edges = [
    { from: 'start', to: 'gate' },
    { from: 'gate', to: 'done' },
  ];
  withAgent.spec.nodes[2]!.config = {};
  await api.workflow.saveDraft({ name, baseRevision: 1, document: withAgent });
  const simulated = async (deps: TestApp['deps'], chosen?: boolean) => {
    const request = {
      workflow: name,
      source: 'draft' as const,
      input: {},
      ...(chosen === undefined ? {} : { simulated: chosen }),
    };
    const { id } = await startRun(deps, app.owner, request);
    return (await api.run.get({ id })).simulated;
  };
  const connected = { ...app.deps, env: { ...app.deps.env, openai: { apiKey: 'sk-test', baseUrl: null } } };
  expect(await simulated(app.deps)).toBe(true);
  expect(await simulated(app.deps, false)).toBe(false);
  expect(await simulated(connected)).toBe(false);
  expect(await simulated(connected, true)).toBe(true);
});

test('D-21: an input of up to 32 KB is kept in place, a larger one by reference, and both can be read', async () => {
  const workflow = await publishGate(app);
  const inputOf = async (text: string) => {
    const { id } = await startRun(app.deps, app.owner, { workflow, source: 'published', input: { text } });
    const { state } = await app.as(app.owner).run.get({ id });
    return { id, stored: state.created?.input };
  };
  const bytes = 32 * 1024;
  const around = JSON.stringify({ text: '' }).length;
  for (const text of ['', 'x'.repeat(bytes - around - 1), 'x'.repeat(bytes - around)]) {
    expect((await inputOf(text)).stored).toEqual({ value: { text } });
  }
  // Counted in bytes of UTF-8, not in characters.
  for (const text of ['x'.repeat(bytes - around + 1), 'é'.repeat(bytes / 2)]) {
    const { id, stored } = await inputOf(text);
    if (!stored || !('ref' in stored)) throw new Error('expected a reference');
    expect(stored.bytes).toBe(Buffer.byteLength(JSON.stringify({ text })));
    expect(await getRunValue(app.deps, app.owner, { id, ref: stored.ref })).toEqual({ text });
  }
});

test('the list goes through all runs page by page, the newest first', async () => {
  const workflow = await publishGate(app);
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1)
    ids.push((await startRun(app.deps, app.owner, { workflow, source: 'published', input: {} })).id);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await app.as(app.owner).run.list({ workflow, limit: 2, ...(cursor ? { cursor } : {}) });
    seen.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toEqual(ids.reverse());
  await expect(app.as(app.owner).run.list({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});
