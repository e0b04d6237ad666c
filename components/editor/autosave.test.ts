import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { workflowDocumentSchema } from '#core/graph/schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { Autosave } from './autosave.ts';
import type { SaveAnswer } from './autosave.ts';

const titled = (title: string): WorkflowDocument =>
  workflowDocumentSchema.parse({
    apiVersion: 'fermata/v1',
    kind: 'Workflow',
    metadata: { name: 'w', title },
    spec: { nodes: [], edges: [] },
  });
const zero = titled('0');

/** A server with one draft and the same revision check, which can be switched off. */
function setup() {
  const server = { revision: 1, title: '0', calls: [] as string[], online: true, signedOut: false };
  const kept: { title: string | undefined; baseRevision: number }[] = [];
  const answers: (() => void)[] = [];
  let held = false;
  const autosave = new Autosave({
    revision: 1,
    document: zero,
    readOnly: false,
    send: async (base, document): Promise<SaveAnswer> => {
      const title = document.metadata.title ?? '';
      server.calls.push(title);
      if (held) await new Promise<void>((resolve) => answers.push(resolve));
      if (!server.online || server.signedOut) throw new Error('refused');
      if (base !== server.revision) {
        return { status: 'conflict', revision: server.revision, document: titled(server.title), by: 'Ana', at: '' };
      }
      server.revision++;
      server.title = title;
      return { status: 'saved', revision: server.revision };
    },
    local: {
      write: async ({ document, baseRevision }) => void kept.push({ title: document.metadata.title, baseRevision }),
      clear: async () => void kept.splice(0),
    },
    hasCopy: false,
    isTransient: () => true,
    isSignedOut: () => server.signedOut,
    describe: () => 'Fermata cannot be reached.',
  });
  return { autosave, server, kept, hold: () => (held = true), release: () => answers.shift()?.() };
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
    expect(kept).toEqual([{ title: 'a', baseRevision: 1 }]);
    server.online = true;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(autosave.state.getState()).toEqual({ status: 'saved' });
    expect(kept).toEqual([]);
  });

  test('a stale save is refused, ours is kept, and later edits are kept too but not sent', async () => {
    const { autosave, server, kept } = setup();
    server.revision = 7;
    server.title = 'theirs';
    autosave.changed(titled('mine'));
    await vi.advanceTimersByTimeAsync(600);
    const state = autosave.state.getState();
    expect(state).toMatchObject({ status: 'conflict', theirs: { revision: 7, by: 'Ana' } });
    autosave.changed(titled('mine too'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(kept.at(-1)?.title).toBe('mine too');
    expect(server.calls).toEqual(['mine']);
    expect(await autosave.flush()).toBe(false);
    const theirs = titled('theirs');
    autosave.settle(7, theirs);
    autosave.changed(titled('on theirs'));
    await vi.advanceTimersByTimeAsync(600);
    expect(server).toMatchObject({ revision: 8, title: 'on theirs' });
  });

  test('a copy that another tab keeps is left alone', async () => {
    const { autosave, kept } = setup();
    kept.push({ title: 'of another tab', baseRevision: 1 });
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
    expect(kept).toEqual([{ title: 'a', baseRevision: 1 }]);
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
