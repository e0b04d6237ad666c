import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { createTestApp, gateDocument, type TestApp } from '#server/testing/test-app.ts';
import { saveDraft } from './save-draft.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const WRITERS = 20;
/** Of each writer; a hundred in a thorough run. */
const SAVES = Number(process.env['FERMATA_TEST_SAVES'] ?? 10);

function withNote(document: WorkflowDocument, note: string): WorkflowDocument {
  return {
    ...document,
    metadata: { ...document.metadata, description: `${document.metadata.description ?? ''} ${note}` },
  };
}

test('D-11: twenty writers lose no update: every save that was accepted is in the draft', async () => {
  const { name } = await app.as(app.owner).workflow.create({ title: 'Shared draft' });
  const start = await app.as(app.owner).workflow.get({ name });
  const writer = async (id: number): Promise<string[]> => {
    const editor = await app.member('editor');
    const accepted: string[] = [];
    let base: { revision: number; document: WorkflowDocument } = start;
    for (let n = 0; n < SAVES; n += 1) {
      const note = `w${id}n${n}`;
      const document = withNote(base.document, note);
      const result = await saveDraft(app.deps, editor, { name, baseRevision: base.revision, document });
      if (result.status === 'saved') {
        accepted.push(note);
        base = { revision: result.revision, document };
      } else {
        base = result;
      }
    }
    return accepted;
  };
  const accepted = (await Promise.all(Array.from({ length: WRITERS }, (_, id) => writer(id)))).flat();
  const end = await app.as(app.owner).workflow.get({ name });
  expect(accepted.length).toBeGreaterThan(0);
  expect(end.revision).toBe(1 + accepted.length);
  expect(end.document.metadata.description?.trim().split(' ').sort()).toEqual(accepted.sort());
}, 120_000);

test('D-11: a stale save changes nothing, both texts can be had, and it answers with what is there, who changed it and when', async () => {
  const api = app.as(app.owner).workflow;
  const { name } = await api.create({ title: 'Two tabs' });
  const { document } = await api.get({ name });
  const other = await app.member('editor');
  const theirs = withNote(document, 'theirs');
  await app.as(other).workflow.saveDraft({ name, baseRevision: 1, document: theirs });
  const mine = withNote(document, 'mine');
  const conflict = await api.saveDraft({ name, baseRevision: 1, document: mine });
  expect(conflict).toMatchObject({ status: 'conflict', revision: 2, document: theirs, by: { name: other.user.name } });
  const copy = await api.saveCopy({ name, document: mine });
  expect((await api.get(copy)).document.metadata).toMatchObject({ description: ' mine', title: 'Two tabs (copy)' });
  expect((await api.get({ name })).document).toEqual(theirs);
});

test('names are made from titles and stay unique, also when many are made at once', async () => {
  const api = app.as(app.owner).workflow;
  const made = await Promise.all(Array.from({ length: 5 }, () => api.create({ title: '3 Réponses!' })));
  expect(made.map(({ name }) => name).sort()).toEqual([
    'reponses',
    'reponses-2',
    'reponses-3',
    'reponses-4',
    'reponses-5',
  ]);
  expect((await api.create({ title: '???' })).name).toBe('workflow');
});

test('publishing pins what is there, refuses errors with their places, and the same content is the same version', async () => {
  const api = app.as(app.owner).workflow;
  const { name } = await api.create({ title: 'Published' });
  const good = gateDocument(name);
  await api.saveDraft({ name, baseRevision: 1, document: good });
  await expect(api.publish({ name, revision: 1, note: '' })).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await api.publish({ name, revision: 2, note: 'first' })).toEqual({ version: 1 });
  expect(await api.publish({ name, revision: 2, note: 'again' })).toEqual({ version: 1 });
  expect(await api.get({ name })).toMatchObject({ publishedVersion: 1, hasUnpublishedChanges: false });

  const changed = withNote(good, 'more');
  await api.saveDraft({ name, baseRevision: 2, document: changed });
  expect((await api.get({ name })).hasUnpublishedChanges).toBe(true);
  const both = await Promise.all([1, 2].map(() => api.publish({ name, revision: 3, note: '' })));
  expect(both).toEqual([{ version: 2 }, { version: 2 }]);
  expect((await api.version({ name, number: 1 })).document).toEqual(good);
  expect((await api.versions({ name })).map(({ number, note }) => ({ number, note }))).toEqual([
    { number: 2, note: '' },
    { number: 1, note: 'first' },
  ]);

  const broken = gateDocument(name, { required: 50 });
  await api.saveDraft({ name, baseRevision: 3, document: broken });
  const refusal: unknown = await api.publish({ name, revision: 4, note: '' }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'UNPROCESSABLE_CONTENT' });
  expect((refusal as { cause: { details: unknown } }).cause.details).toMatchObject([
    { code: 'APPROVERS_SHORT', nodeId: 'gate', message: expect.stringContaining('50 needed') },
  ]);
});

test('what a graph can never do keeps it from being published, with the way that shows it', async () => {
  const api = app.as(app.owner).workflow;
  const { name } = await api.create({ title: 'Hopeless' });
  const { spec, ...rest } = gateDocument(name);
  const both = { id: 'both', type: 'merge', position: { x: 450, y: 0 }, config: { mode: 'quorum', count: 2 } };
  const edges = ['approved', 'rejected', 'expired'].map((port) => ({ from: `gate.${port}`, to: 'both' }));
  const document = {
    ...rest,
    spec: {
      ...spec,
      nodes: [...spec.nodes, both],
      edges: [
        { from: 'start', to: 'gate' },
        ...edges,
        { from: 'both', to: 'done' },
        { from: 'both.unmet', to: 'done' },
      ],
    },
  };
  await api.saveDraft({ name, baseRevision: 1, document });
  await expect(api.publish({ name, revision: 2, note: '' })).rejects.toMatchObject({
    code: 'UNPROCESSABLE_CONTENT',
    cause: {
      details: [
        {
          code: 'JOIN_NEVER',
          nodeId: 'both',
          trail: ['gate', 'gate.approved->both', 'both', 'gate.rejected->both'],
          fix: { kind: 'set-config', key: 'count', value: 1 },
        },
      ],
    },
  });
});

test('a document with unknown keys or another name is refused with the path', async () => {
  const api = app.as(app.owner).workflow;
  const { name } = await api.create({ title: 'Strict' });
  const document = gateDocument(name);
  const save = (value: unknown) => api.saveDraft({ name, baseRevision: 1, document: value });
  await expect(save({ ...document, owner: 'me' })).rejects.toMatchObject({
    cause: { code: 'VALIDATION', details: [{ path: ['owner'] }] },
  });
  await expect(save(gateDocument('other'))).rejects.toMatchObject({
    cause: { code: 'VALIDATION', details: [{ path: ['metadata', 'name'] }] },
  });
  expect((await api.get({ name })).revision).toBe(1);
});
