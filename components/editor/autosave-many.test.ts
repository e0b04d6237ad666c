import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGraphStore } from '#components/canvas/graph-store.ts';
import { diffDocuments } from '#core/graph/diff.ts';
import { updateConfig } from '#core/graph/edit.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { applyEdit, arbitraryEdit } from '#core/graph/testing/arbitrary-edits.ts';
import { buildDocument } from '#core/graph/testing/build-document.ts';
import { testRegistry } from '#core/graph/testing/test-registry.ts';
import { Autosave } from './autosave.ts';
import type { SaveAnswer } from './autosave.ts';
import { mergeTheirs, withRenames } from './merge-theirs.ts';

const zero = buildDocument({ start: 'start', shared: 'task', each: 'map', done: 'end' }, [
  'start > shared',
  'shared > each',
  'each > done',
]);

/** A server that takes its time, loses answers now and then, and tells everybody of what is saved. */
function createServer() {
  const editors: Autosave[] = [];
  const server = { revision: 1, document: zero, calls: 0, editors };
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5 + ((server.calls * 37) % 90)));
  const draft = () => ({ revision: server.revision, document: structuredClone(server.document), by: 'Ana', at: '' });
  return Object.assign(server, {
    draft,
    load: async () => pause().then(draft),
    async send(base: number, document: WorkflowDocument): Promise<SaveAnswer> {
      const call = ++server.calls;
      await pause();
      if (call % 11 === 0) throw new Error('Never arrived');
      const isStale = base !== server.revision;
      if (!isStale) {
        server.document = structuredClone(document);
        server.revision++;
        for (const editor of editors) void editor.heard(server.revision);
      }
      const answer: SaveAnswer = isStale
        ? { status: 'conflict', ...draft() }
        : { status: 'saved', revision: server.revision };
      await pause();
      if (call % 7 === 0) throw new Error('The answer is lost');
      return answer;
    },
  });
}

/** An open editor; what cannot be merged is decided at once, one way or the other. */
function openEditor(server: ReturnType<typeof createServer>, side: 'mine' | 'theirs') {
  const graph = createGraphStore(zero);
  const autosave = new Autosave({
    draft: server.draft(),
    readOnly: false,
    send: server.send,
    load: server.load,
    merge: (sides) => mergeTheirs(sides, testRegistry),
    adopt: ({ document, renamed }) =>
      graph.adopt(document, renamed ? (before) => withRenames(before, renamed, testRegistry) : null),
    local: { write: async () => undefined, clear: async () => undefined },
    isTransient: () => true,
    isSignedOut: () => false,
    describe: () => '',
    debounceMs: 60,
    retryMs: 150,
  });
  graph.subscribe((state, before) => {
    if (state.document !== before.document) autosave.changed(state.document);
  });
  autosave.state.subscribe((state) => {
    if (state.status !== 'conflict') return;
    queueMicrotask(() => {
      const decided = autosave.decide(side === 'theirs' ? state.conflicts : []);
      graph.apply('choice', () => decided);
    });
  });
  server.editors.push(autosave);
  return graph;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const arbitraryTurns = fc.array(
  fc.record({
    who: fc.nat({ max: 5 }),
    does: fc.constantFrom('edit', 'edit', 'undo', 'redo', 'mark', 'mark'),
    edit: arbitraryEdit,
    afterMs: fc.nat({ max: 120 }),
  }),
  { minLength: 10, maxLength: 60 },
);

test('D-11: six open editors end with what the server has, whoever undoes what, and no mark is lost', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTurns, async (turns) => {
      const server = createServer();
      const graphs = Array.from({ length: 6 }, (_, i) => openEditor(server, i % 2 === 0 ? 'mine' : 'theirs'));
      const marks: string[] = [];
      for (const [turn, { who, does, edit, afterMs }] of turns.entries()) {
        const graph = graphs[who]!;
        // Who marks never undoes, so that every mark is meant to stay.
        if (does === 'mark' || who < 2) marks.push(...mark(graph, `w${who}n${turn}`));
        else if (does === 'edit') graph.apply('edit', (document) => sparing(document, applyEdit(document, edit)));
        else if (marks.every((name) => !name.startsWith(`w${who}`))) graph[does]();
        await vi.advanceTimersByTimeAsync(afterMs);
      }
      await vi.advanceTimersByTimeAsync(20_000);
      for (const [i, graph] of graphs.entries()) {
        expect(server.editors[i]!.state.getState()).toEqual({ status: 'saved' });
        expect(diffDocuments(graph.getState().document, server.document)).toEqual([]);
      }
      const shared = server.document.spec.nodes.find((node) => node.id === 'shared');
      expect(Object.keys(shared?.config ?? {})).toEqual(expect.arrayContaining(marks));
    }),
    { numRuns: 40 },
  );
}, 60_000);

/** Nobody deletes the node with the marks: who then chooses the deletion gives up marks knowingly. */
function sparing(before: WorkflowDocument, after: WorkflowDocument): WorkflowDocument {
  return after.spec.nodes.some(({ id }) => id === 'shared') ? after : before;
}

/** Writes a mark where everybody writes; nobody else has its name. */
function mark(graph: ReturnType<typeof createGraphStore>, name: string): string[] {
  const node = graph.getState().document.spec.nodes.find(({ id }) => id === 'shared');
  if (!node) return [];
  graph.apply('mark', (document) => updateConfig(document, 'shared', { ...node.config, [name]: true }));
  return [name];
}
