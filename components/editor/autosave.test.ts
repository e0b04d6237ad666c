import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { workflowDocumentSchema } from '#core/graph/schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { Autosave } from './autosave.ts';
import type { KeptDraft, SaveAnswer, ServerDraft } from './autosave.ts';
import { mergeTheirs } from './merge-theirs.ts';

const titled = (title: string): WorkflowDocument =>
  workflowDocumentSchema.parse({
    apiVersion: 'fermata/v1',
    kind: 'Workflow',
    metadata: { name: 'w', title },
    spec: { nodes: [], edges: [] },
  });
const zero = titled('0');

const described = (document: WorkflowDocument, description: string): WorkflowDocument => ({
  ...document,
  metadata: { ...document.metadata, description },
});

/** A server with one draft and the same revision check, which can be switched off, and one editor on it. */
function setup(first = { revision: 1, document: zero }) {
  const server = {
    ...first,
    calls: [] as string[],
    online: true,
    signedOut: false,
    /** It saves, and the answer gets lost. */
    mute: false,
    get title(): string | undefined {
      return this.document.metadata.title;
    },
    /** Somebody else saves. */
    saveTheirs(document: WorkflowDocument) {
      this.document = structuredClone(document);
      this.revision++;
    },
  };
  const draft = (): ServerDraft => ({ revision: server.revision, document: server.document, by: 'Ana', at: '' });
  const kept: (KeptDraft & { title: string | undefined })[] = [];
  const answers: (() => void)[] = [];
  let held = false;
  const waitForRelease = async (): Promise<void> => {
    if (held) await new Promise<void>((resolve) => answers.push(resolve));
  };
  const open = { document: first.document, adopted: 0 };
  const autosave: Autosave = new Autosave({
    draft: draft(),
    readOnly: false,
    send: async (base, document): Promise<SaveAnswer> => {
      server.calls.push(document.metadata.title ?? '');
      await waitForRelease();
      if (!server.online || server.signedOut) throw new Error('refused');
      if (base !== server.revision) return { status: 'conflict', ...draft() };
      server.saveTheirs(document);
      if (server.mute) throw new Error('lost');
      return { status: 'saved', revision: server.revision };
    },
    load: async () => {
      await waitForRelease();
      if (!server.online) throw new Error('refused');
      return draft();
    },
    merge: (sides) => mergeTheirs(sides, nodeDefinitions),
    adopt: ({ document }) => {
      open.document = document;
      open.adopted++;
      autosave.changed(document);
    },
    local: {
      write: async (copy) => void kept.push({ ...copy, title: copy.document.metadata.title }),
      clear: async () => void kept.splice(0),
    },
    isTransient: () => true,
    isSignedOut: () => server.signedOut,
    describe: () => 'Fermata cannot be reached.',
  });
  return { autosave, server, kept, open, hold: () => (held = true), release: () => answers.shift()?.() };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('autosave', () => {
  test('waits for a pause and sends the latest document once', async () => {
    const { autosave, server } = setup();
    autosave.changed(titled('a'));
    await vi.advanceTimersByTimeAsync(300);
    autosave.changed(titled('ab'));
    await vi.advanceTimersByTimeAsync(599);
    expect(server.calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(server.calls).toEqual(['ab']);
    expect(autosave.state.getState()).toEqual({ status: 'saved' });
    expect(autosave.revision).toBe(2);
  });

  test('never has two calls under way: what came meanwhile follows on the new revision', async () => {
    const { autosave, server, hold, release } = setup();
    hold();
    autosave.changed(titled('a'));
    await vi.advanceTimersByTimeAsync(600);
    autosave.changed(titled('b'));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.calls).toEqual(['a']);
    release();
    await vi.advanceTimersByTimeAsync(600);
    expect(server.calls).toEqual(['a', 'b']);
    release();
    await vi.advanceTimersByTimeAsync(0);
    expect(server).toMatchObject({ revision: 3, title: 'b' });
  });

  test('while the server is away the work is kept here, said so, and sent when it is back', async () => {
    const { autosave, server, kept } = setup();
    server.online = false;
    autosave.changed(titled('a'));
    await vi.advanceTimersByTimeAsync(600);
    expect(autosave.state.getState()).toEqual({
      status: 'unsaved',
      retrying: true,
      reason: 'Fermata cannot be reached.',
    });
    expect(kept).toMatchObject([{ title: 'a', baseRevision: 1, base: zero }]);
    server.online = true;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(autosave.state.getState()).toEqual({ status: 'saved' });
    expect(kept).toEqual([]);
  });

  test('what others saved meanwhile is merged and sent again, and nobody is asked', async () => {
    const { autosave, server, open } = setup();
    server.saveTheirs(described(zero, 'theirs'));
    autosave.changed(titled('mine'));
    await vi.advanceTimersByTimeAsync(700);
    expect(autosave.state.getState()).toEqual({ status: 'saved' });
    expect(server).toMatchObject({ revision: 3, calls: ['mine', 'mine'] });
    expect(server.document.metadata).toEqual({ name: 'w', title: 'mine', description: 'theirs' });
    expect(open.document).toEqual(server.document);
  });

  test('what others saved comes in when it is told of, also into edits that are not sent yet', async () => {
    const { autosave, server, open } = setup();
    await autosave.heard(1);
    server.saveTheirs(described(zero, 'theirs'));
    await autosave.heard(2);
    expect(open).toEqual({ document: server.document, adopted: 1 });
    expect(autosave.state.getState()).toEqual({ status: 'saved' });
    autosave.changed({ ...open.document, metadata: { ...open.document.metadata, title: 'mine' } });
    server.saveTheirs(described(zero, 'theirs again'));
    await autosave.heard(3);
    expect(open.document.metadata).toMatchObject({ title: 'mine', description: 'theirs again' });
    await vi.advanceTimersByTimeAsync(600);
    expect(server).toMatchObject({ revision: 4, title: 'mine', calls: ['mine'] });
  });

  test('an edit made while theirs is being fetched is sent, whether that succeeds or not', async () => {
    const { autosave, server, hold, release } = setup();
    hold();
    server.saveTheirs(described(zero, 'theirs'));
    const [heard] = [autosave.heard(2), autosave.changed(titled('mine'))];
    expect(autosave.state.getState().status).toBe('unsaved');
    const flushed = autosave.flush();
    for (let calls = 0; calls < 2; calls++) {
      release();
      await vi.advanceTimersByTimeAsync(0);
    }
    await heard;
    expect(await flushed).toBe(true);
    expect(server).toMatchObject({ revision: 3, title: 'mine', calls: ['mine'] });

    server.online = false;
    const again = autosave.heard(4);
    autosave.changed(titled('mine again'));
    await vi.advanceTimersByTimeAsync(600);
    release();
    await again;
    server.online = true;
    await vi.advanceTimersByTimeAsync(600);
    release();
    await vi.advanceTimersByTimeAsync(0);
    expect(server).toMatchObject({ revision: 4, title: 'mine again' });
  });

  test('what cannot be merged is asked about: mine is kept, later edits too, and theirs is not written over', async () => {
    const { autosave, server, kept, open } = setup();
    server.saveTheirs(described(titled('theirs'), 'theirs'));
    autosave.changed(titled('mine'));
    await vi.advanceTimersByTimeAsync(600);
    expect(autosave.state.getState()).toMatchObject({
      status: 'conflict',
      theirs: { revision: 2, by: 'Ana' },
      conflicts: [{ path: ['title'], base: '0', mine: 'mine', theirs: 'theirs' }],
    });
    expect(open.document.metadata).toEqual({ name: 'w', title: 'mine', description: 'theirs' });
    autosave.changed(described(titled('mine too'), 'theirs'));
    server.saveTheirs(described(titled('theirs too'), 'theirs too'));
    await autosave.heard(3);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(autosave.state.getState()).toMatchObject({ conflicts: [{ mine: 'mine too', theirs: 'theirs too' }] });
    expect(open.document.metadata.description).toBe('theirs too');
    expect(server.calls).toEqual(['mine']);
    expect(await autosave.flush()).toBe(false);

    // After a reload the question is still open, on what was kept.
    const again = setup(server);
    again.autosave.resume(kept.at(-1)!);
    expect(again.autosave.state.getState()).toMatchObject({ conflicts: [{ mine: 'mine too', theirs: 'theirs too' }] });
    expect(autosave.decide([])).toBe(open.document);
    await vi.advanceTimersByTimeAsync(0);
    expect(server).toMatchObject({ revision: 4, title: 'mine too' });
    expect(kept).toEqual([]);
  });

  test('theirs can be chosen, and an edit that agrees with theirs settles the question by itself', async () => {
    const { autosave, server } = setup();
    server.saveTheirs(titled('theirs'));
    autosave.changed(titled('mine'));
    await vi.advanceTimersByTimeAsync(600);
    const state = autosave.state.getState();
    const decided = autosave.decide(state.status === 'conflict' ? state.conflicts : []);
    autosave.changed(decided);
    expect(autosave.state.getState()).toEqual({ status: 'saved' });
    server.saveTheirs(titled('theirs again'));
    autosave.changed(titled('mine again'));
    await vi.advanceTimersByTimeAsync(600);
    expect(autosave.state.getState().status).toBe('conflict');
    autosave.changed(titled('theirs again'));
    await vi.advanceTimersByTimeAsync(600);
    expect(autosave.state.getState()).toEqual({ status: 'saved' });
    expect(server.calls).toEqual(['mine', 'mine again']);
  });

  test('a save whose answer was lost is not taken for somebody else’s', async () => {
    const { autosave, server } = setup();
    server.mute = true;
    autosave.changed(titled('mine'));
    await vi.advanceTimersByTimeAsync(600);
    expect(server.revision).toBe(2);
    server.mute = false;
    autosave.changed(titled('mine, and on'));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(autosave.state.getState()).toEqual({ status: 'saved' });
    expect(server).toMatchObject({ revision: 3, title: 'mine, and on' });
  });

  test('a copy that another tab keeps is left alone', async () => {
    const { autosave, kept } = setup();
    kept.push({ title: 'of another tab', baseRevision: 1, base: zero, document: zero });
    autosave.changed(titled('a'));
    await vi.advanceTimersByTimeAsync(600);
    expect(autosave.state.getState()).toEqual({ status: 'saved' });
    expect(kept).toHaveLength(1);
  });

  test('when the session ended the work is kept, said so, and sent with the next edit after signing in', async () => {
    const { autosave, server, kept } = setup();
    server.signedOut = true;
    autosave.changed(titled('a'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(autosave.state.getState()).toEqual({ status: 'signed-out' });
    expect(server.calls).toEqual(['a']);
    expect(kept).toMatchObject([{ title: 'a', baseRevision: 1, base: zero }]);
    expect(await autosave.flush()).toBe(false);
    server.signedOut = false;
    autosave.changed(titled('b'));
    await vi.advanceTimersByTimeAsync(600);
    expect(server.title).toBe('b');
    expect(kept).toEqual([]);
  });

  test('flush sends at once and tells whether everything is saved', async () => {
    const { autosave, server } = setup();
    autosave.changed(titled('a'));
    expect(await autosave.flush()).toBe(true);
    expect(server.calls).toEqual(['a']);
    server.online = false;
    autosave.changed(titled('b'));
    expect(await autosave.flush()).toBe(false);
  });

  test('undoing back to what is saved sends nothing', async () => {
    const { autosave, server } = setup();
    autosave.changed(titled('a'));
    autosave.changed(zero);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.calls).toEqual([]);
    expect(autosave.state.getState()).toEqual({ status: 'saved' });
  });
});
