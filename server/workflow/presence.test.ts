import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Actor } from '#server/account/permissions.ts';
import { WORKFLOW_CHANNEL } from '#server/live/live.ts';
import { createTestApp, type TestApp } from '#server/testing/test-app.ts';
import { watchDraft } from './watch-draft.ts';

let app: TestApp;
let viewer: Actor;
let name: string;
beforeAll(async () => {
  app = await createTestApp();
  viewer = await app.member('viewer');
});
afterAll(() => app.close());

const open: Tab[] = [];
beforeEach(async () => {
  ({ name } = await app.as(app.owner).workflow.create({ title: 'Shared' }));
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const tab of open.splice(0)) await tab.close();
  await app.deps.pool.query('DELETE FROM editor_presence');
});

/** A tab with the workflow open. */
interface Tab {
  /** Who is here besides it, as its stream tells next: `name tab`, and `@node` where they look at one. */
  people(): Promise<string[]>;
  close(): Promise<void>;
}

async function openTab(actor: Actor, tab: string): Promise<Tab> {
  const stop = new AbortController();
  const changes = await watchDraft(app.deps, actor, { name, tab }, stop.signal);
  const opened: Tab = {
    people: async () => {
      const { value } = await changes.next();
      if (!value) return ['nobody any more'];
      return value.people.map((each) => `${each.person.name} ${each.tab}${each.node ? `@${each.node}` : ''}`);
    },
    close: async () => {
      stop.abort();
      await changes.return();
    },
  };
  open.push(opened);
  return opened;
}

test('whoever has a workflow open sees who comes, what they select and that they go', async () => {
  const [mine, other] = [await openTab(app.owner, 'mine'), await openTab(app.owner, 'other')];
  expect(await mine.people()).toEqual([]);
  const theirs = await openTab(viewer, 'theirs');
  expect(await theirs.people()).toEqual([`${app.owner.user.name} mine`]);
  expect(await mine.people()).toEqual([`${viewer.user.name} theirs`]);
  await app.as(viewer).workflow.lookAt({ name, tab: 'theirs', node: 'start' });
  expect(await mine.people()).toEqual([`${viewer.user.name} theirs@start`]);
  expect(await other.people()).toEqual([`${app.owner.user.name} mine`, `${viewer.user.name} theirs@start`]);
  expect(await mine.people()).toEqual([`${app.owner.user.name} other`, `${viewer.user.name} theirs@start`]);
  await app.as(viewer).workflow.lookAt({ name, tab: 'theirs', node: null });
  expect(await mine.people()).toEqual([`${app.owner.user.name} other`, `${viewer.user.name} theirs`]);

  await theirs.close();
  expect(await secondsLeft('theirs')).toBeLessThanOrEqual(8);
  await pass('theirs');
  expect(await mine.people()).toEqual([`${app.owner.user.name} other`]);
});

test('a stream that a tab opens before its last one ends is no coming and going', async () => {
  const mine = await openTab(app.owner, 'mine');
  await mine.people();
  const before = await openTab(viewer, 'theirs');
  await before.people();
  await app.as(viewer).workflow.lookAt({ name, tab: 'theirs', node: 'note:why' });
  const after = await openTab(viewer, 'theirs');
  expect(await after.people()).toEqual([`${app.owner.user.name} mine`]);
  await before.close();
  expect(await secondsLeft('theirs')).toBeGreaterThan(30);
  expect(await mine.people()).toEqual([`${viewer.user.name} theirs@note:why`]);
});

test('of a web process that died nobody is left, and whoever comes sweeps its rows away', async () => {
  const theirs = await openTab(viewer, 'theirs');
  await theirs.people();
  await pass('theirs');
  const mine = await openTab(app.owner, 'mine');
  expect(await mine.people()).toEqual([]);
  expect(await tabs()).toEqual(['mine']);
});

test('an open stream renews its presence, and comes back when it was swept away', async () => {
  const [mine, theirs] = [await openTab(app.owner, 'mine'), await openTab(viewer, 'theirs')];
  expect(await mine.people()).toEqual([]);
  await theirs.people();
  await mine.people();
  const told = mine.people();
  await app.deps.pool.query("DELETE FROM editor_presence WHERE tab = 'theirs'");
  await wake();
  expect(await told).toEqual([]);
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 15_000);
  const woken = theirs.people();
  await wake();
  expect(await mine.people()).toEqual([`${viewer.user.name} theirs`]);
  await app.as(app.owner).workflow.lookAt({ name, tab: 'mine', node: 'start' });
  expect(await woken).toEqual([`${app.owner.user.name} mine@start`]);
});

test('S-20: nobody is made present, moved or seen by somebody else', async () => {
  const mine = await openTab(app.owner, 'mine');
  await mine.people();
  await app.as(viewer).workflow.lookAt({ name, tab: 'mine', node: 'start' });
  await app.as(app.owner).workflow.lookAt({ name, tab: 'none', node: 'start' });
  const { rows } = await app.deps.pool.query('SELECT tab, node FROM editor_presence');
  expect(rows).toEqual([{ tab: 'mine', node: null }]);
  // The same id of a tab is another tab in another browser.
  const theirs = await openTab(viewer, 'mine');
  expect(await theirs.people()).toEqual([`${app.owner.user.name} mine`]);

  const stranger = await app.stranger();
  await expect(openTab(stranger, 'far')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const lookIn = app.as(stranger).workflow.lookAt({ name, tab: 'mine', node: 'start' });
  await expect(lookIn).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await app.as(stranger).workflow.import({ name, document: (await app.as(viewer).workflow.get({ name })).document });
  expect(await (await openTab(stranger, 'far')).people()).toEqual([]);
});

test('one person is present in ten tabs at most; what a tab tells is checked', async () => {
  for (let n = 0; n < 12; n += 1) await (await openTab(viewer, `tab${n}`)).people();
  expect(await tabs()).toHaveLength(10);
  const call = (input: { tab: string; node: string | null }) => app.as(viewer).workflow.lookAt({ name, ...input });
  for (const input of [
    { tab: '', node: null },
    { tab: 'a b', node: null },
    { tab: 'x'.repeat(65), node: null },
    { tab: 'tab0', node: '' },
    { tab: 'tab0', node: '<b>' },
    { tab: 'tab0', node: 'n'.repeat(81) },
  ])
    await expect(call(input)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('a workflow that is deleted ends the streams of who has it open', async () => {
  const mine = await openTab(app.owner, 'mine');
  await mine.people();
  const api = app.as(app.owner).workflow;
  await api.archive({ name });
  await api.delete({ name, confirm: name });
  // The stream has a hint to look at, from when it began.
  expect(await mine.people()).toEqual(['nobody any more']);
  expect(await tabs()).toEqual([]);
});

/** As if so much time had gone by that the tab counts no more. */
async function pass(tab: string): Promise<void> {
  await app.deps.pool.query("UPDATE editor_presence SET until = now() - interval '1 second' WHERE tab = $1", [tab]);
  await wake();
}

async function wake(): Promise<void> {
  await app.deps.pool.query('SELECT pg_notify($1, w.id::text) FROM workflow w', [WORKFLOW_CHANNEL]);
}

async function tabs(): Promise<string[]> {
  const { rows } = await app.deps.pool.query<{ tab: string }>(
    'SELECT tab FROM editor_presence WHERE until > now() ORDER BY tab',
  );
  return rows.map(({ tab }) => tab);
}

async function secondsLeft(tab: string): Promise<number> {
  const { rows } = await app.deps.pool.query<{ seconds: number }>(
    'SELECT extract(epoch FROM until - now())::float8 AS seconds FROM editor_presence WHERE tab = $1',
    [tab],
  );
  return rows[0]?.seconds ?? Number.NaN;
}
