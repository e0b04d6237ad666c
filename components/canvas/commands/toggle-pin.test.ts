import { expect, test } from 'vitest';
import { createLastRunStore } from '../last-run-store.ts';
import { select } from '../selection-store.ts';
import { editorOf } from '../testing/editor-of.ts';
import { lastRunOf } from '../testing/last-run-of.ts';
import { togglePin } from './toggle-pin.ts';

const pinnedIn = (editor: ReturnType<typeof editorOf>) =>
  Object.fromEntries(
    editor.graph.getState().document.spec.nodes.flatMap((node) => (node.pinned ? [[node.id, node.pinned]] : [])),
  );

test('what came out last is pinned with the port that it went on at, and one undo takes it back', async () => {
  const decided = { output: { value: { decision: 'rejected' } }, port: 'rejected' };
  const editor = { ...editorOf(), lastRun: lastRunOf({ write: 'Text' }, { gate: decided }) };
  select(editor.selection, { nodes: ['start', 'write', 'gate', 'done'] });
  expect(togglePin.label(editor)).toBe('Pin last output');
  await togglePin.run(editor);
  expect(pinnedIn(editor)).toEqual({
    write: { output: 'Text' },
    gate: { output: { decision: 'rejected' }, port: 'rejected' },
  });
  expect(togglePin.label(editor)).toBe('Unpin output');
  expect(editor.graph.undo()).toBe('Pin output of 2 nodes');
  expect(pinnedIn(editor)).toEqual({});
});

test('unpinning needs no run, and pinning needs one', async () => {
  const editor = { ...editorOf(), lastRun: createLastRunStore() };
  select(editor.selection, { nodes: ['write'] });
  expect(togglePin.enabled(editor)).toBe(false);
  const before = editorOf();
  select(before.selection, { nodes: ['write'] });
  await togglePin.run(before);
  const later = { ...before, lastRun: createLastRunStore() };
  expect(togglePin.enabled(later)).toBe(true);
  await togglePin.run(later);
  expect(pinnedIn(later)).toEqual({});
});

test('a large output is fetched, and one that no document may hold is not pinned', async () => {
  const ends = {
    write: { output: { ref: 'a', bytes: 40_000 }, port: 'out' },
    gate: { output: { ref: 'b', bytes: 400_000 }, port: 'approved' },
  };
  const editor = { ...editorOf(), lastRun: lastRunOf({}, ends, { a: 'x'.repeat(40_000), b: 'x'.repeat(400_000) }) };
  select(editor.selection, { nodes: ['write', 'gate'] });
  await togglePin.run(editor);
  expect(pinnedIn(editor)).toEqual({ write: { output: 'x'.repeat(40_000) } });
});

test('where an output cannot be fetched, nothing is pinned', async () => {
  const editor = { ...editorOf(), lastRun: lastRunOf({ write: 'Text' }) };
  const { known } = editor.lastRun.getState();
  if (!known) throw new Error('No last run');
  editor.lastRun.setState({ known: { ...known, load: () => Promise.reject(new Error('It is gone')) } });
  select(editor.selection, { nodes: ['write'] });
  await togglePin.run(editor);
  expect(pinnedIn(editor)).toEqual({});
});
