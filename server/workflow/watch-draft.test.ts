import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeDocuments } from '#core/graph/merge.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Actor } from '#server/account/permissions.ts';
import { createTestApp, gateDocument, type TestApp } from '#server/testing/test-app.ts';
import { saveDraft } from './save-draft.ts';
import { watchDraft } from './watch-draft.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

test('whoever has a draft open is told when somebody saves or publishes it, and of no other draft', async () => {
  const api = app.as(app.owner).workflow;
  const [{ name }, other] = [await api.create({ title: 'Watched' }), await api.create({ title: 'Other' })];
  const [viewer, editor] = [await app.member('viewer'), await app.member('editor')];
  const stop = new AbortController();
  const changes = await watchDraft(app.deps, viewer, { name, tab: 'one' }, stop.signal);
  expect((await changes.next()).value).toMatchObject({ revision: 1, publishedVersion: null });
  const next = changes.next();
  await api.saveDraft({ name: other.name, baseRevision: 1, document: gateDocument(other.name) });
  await app.as(editor).workflow.saveDraft({ name, baseRevision: 1, document: gateDocument(name) });
  const by = expect.objectContaining({ name: editor.user.name }) as unknown;
  expect((await next).value).toEqual({ revision: 2, publishedVersion: null, by, people: [] });
  await api.publish({ name, revision: 2, note: '' });
  expect((await changes.next()).value).toMatchObject({ revision: 2, publishedVersion: 1 });
  stop.abort();
  expect((await changes.next()).done).toBe(true);
});

test('an older version is published again in one action: as the next one, beside the draft, and the log says so', async () => {
  const api = app.as(app.owner).workflow;
  const { name } = await api.create({ title: 'Rolled back' });
  const good = gateDocument(name);
  const bad = gateDocument(name, { editable: { reason: 'worse', amount: 5 } });
  await api.saveDraft({ name, baseRevision: 1, document: good });
  await api.publish({ name, revision: 2, note: 'good' });
  await api.saveDraft({ name, baseRevision: 2, document: bad });
  await api.publish({ name, revision: 3, note: 'bad' });
  const both = await Promise.all([1, 2].map(() => api.rollBack({ name, number: 1 })));
  expect(both).toEqual([{ version: 3 }, { version: 3 }]);
  expect((await api.version({ name, number: 3 })).document).toEqual(good);
  expect((await api.versions({ name })).map(({ note }) => note)).toEqual(['Back to version 1', 'bad', 'good']);
  expect(await api.get({ name })).toMatchObject({ document: bad, revision: 3, publishedVersion: 3 });
  const entries = await app.deps.prisma.auditEntry.findMany({ where: { action: 'workflow.rolledBack' } });
  expect(entries.map(({ details }) => details)).toEqual([{ version: 3, to: 1 }]);
  await expect(api.rollBack({ name, number: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

const WRITERS = 20;
/** Of each writer; a hundred in a thorough run. */
const SAVES = Number(process.env.FERMATA_TEST_SAVES ?? 2);

test(
  'D-11: twenty writers who merge what was refused lose nothing, in one node or in nodes of their own',
  async () => {
    const { name } = await app.as(app.owner).workflow.create({ title: 'Shared draft' });
    const { document, revision } = await app.as(app.owner).workflow.get({ name });
    const writer = async (id: number): Promise<number> => {
      const editor = await app.member('editor');
      let draft = { document, revision, tries: 0 };
      let tries = 0;
      for (let n = 0; n < SAVES; n += 1) {
        await pause(id * 37 + n * 61);
        const own = n === 0 ? withStep(draft.document, `step_${id}`) : draft.document;
        draft = await saveMerged(editor, draft, mark(mark(own, `step_${id}`, `n${n}`), 'start', `w${id}n${n}`));
        tries += draft.tries;
      }
      return tries;
    };
    const tries = await Promise.all(Array.from({ length: WRITERS }, (_, id) => writer(id)));
    // Else nobody met anybody, and nothing was proved.
    expect(tries.reduce((sum, each) => sum + each)).toBeGreaterThan(WRITERS * SAVES);
    const end = await app.as(app.owner).workflow.get({ name });
    expect(end.revision).toBe(revision + WRITERS * SAVES);
    const keys = new Map(end.document.spec.nodes.map((node) => [node.id, Object.keys(node.config)]));
    const all = Array.from({ length: WRITERS * SAVES }, (_, i) => `w${i % WRITERS}n${Math.floor(i / WRITERS)}`);
    expect(keys.get('start')?.sort()).toEqual(all.sort());
    for (let id = 0; id < WRITERS; id += 1) expect(keys.get(`step_${id}`)).toHaveLength(SAVES);
  },
  60_000 + SAVES * 20_000,
);

/** What an editor does: a refused save is merged into what is open, and sent again. */
async function saveMerged(
  editor: Actor,
  draft: { document: WorkflowDocument; revision: number },
  mine: WorkflowDocument,
): Promise<{ document: WorkflowDocument; revision: number; tries: number }> {
  let [base, document] = [draft, mine];
  for (let tries = 1; ; tries += 1) {
    const { name } = document.metadata;
    const answer = await saveDraft(app.deps, editor, { name, baseRevision: base.revision, document });
    if (answer.status === 'saved') return { document, revision: answer.revision, tries };
    const merged = mergeDocuments({ base: base.document, mine: document, theirs: answer.document });
    expect(merged.conflicts).toEqual([]);
    [base, document] = [answer, merged.document];
    await pause(answer.revision * 53 + tries * 29);
  }
}

/** People think between two saves; without it this would measure a queue that everybody pushes into, not editing. */
async function pause(seed: number): Promise<void> {
  await sleep(seed % (SAVES * 8));
}

function withStep({ spec, ...rest }: WorkflowDocument, id: string): WorkflowDocument {
  return {
    ...rest,
    spec: { ...spec, nodes: [...spec.nodes, { id, type: 'set', position: { x: 0, y: 0 }, config: {} }] },
  };
}

function mark({ spec, ...rest }: WorkflowDocument, id: string, key: string): WorkflowDocument {
  const nodes = spec.nodes.map((node) =>
    node.id === id ? { ...node, config: { ...node.config, [key]: true } } : node,
  );
  return { ...rest, spec: { ...spec, nodes } };
}
