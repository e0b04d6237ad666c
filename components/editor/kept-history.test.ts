import { expect, test } from 'vitest';
import { createGraphStore } from '#components/canvas/graph-store.ts';
import { updateMetadata } from '#core/graph/edit.ts';
import { buildDocument } from '#core/graph/testing/build-document.ts';
import { packHistory, unpackHistory } from './kept-history.ts';

const draft = buildDocument({ start: 'start', a: 'task' }, ['start > a']);
const title = (name: string) => (document: typeof draft) => updateMetadata(document, { title: name });

/** What the browser's database does to a value. */
const kept = (store: ReturnType<typeof createGraphStore>) => structuredClone(packHistory(store.getState()));

test('undo and redo go on after a reload from where they were', () => {
  const before = createGraphStore(draft);
  before.apply('Rename to A', title('A'));
  before.apply('Rename to B', title('B'));
  before.undo();
  // The server gives the document back with objects of its own.
  const document = structuredClone(before.getState().document);
  const after = createGraphStore(document);
  after.restore(unpackHistory(kept(before), document) ?? after.getState().history);
  expect(after.redo()).toBe('Rename to B');
  expect(after.undo()).toBe('Rename to B');
  expect(after.getState().document).toBe(document);
  expect(after.undo()).toBe('Rename to A');
  expect(after.getState().document).toEqual(draft);
  expect(after.undo()).toBeNull();
});

test('steps that lead to another document are not taken up', () => {
  const before = createGraphStore(draft);
  before.apply('Rename to A', title('A'));
  expect(unpackHistory(kept(before), title('somebody else')(draft))).toBeNull();
  expect(unpackHistory({ format: 0 }, draft)).toBeNull();
  expect(unpackHistory(undefined, draft)).toBeNull();
});

test('what was done since the page opened is never replaced by what was kept', () => {
  const before = createGraphStore(draft);
  before.apply('Rename to A', title('A'));
  const after = createGraphStore(before.getState().document);
  after.apply('Rename to C', title('C'));
  after.restore(packHistory(before.getState()).history);
  expect(after.getState().history.past.map((entry) => entry.label)).toEqual(['Rename to C']);
});

test('typing after a reload is a step of its own', () => {
  const before = createGraphStore(draft, { nowMs: () => 0 });
  before.apply('Edit title', title('h'), 'title');
  const after = createGraphStore(before.getState().document, { nowMs: () => 0 });
  after.restore(unpackHistory(packHistory(before.getState()), before.getState().document) ?? { past: [], future: [] });
  after.apply('Edit title', title('ha'), 'title');
  expect(after.getState().history.past).toHaveLength(2);
});
