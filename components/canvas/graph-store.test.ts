import { describe, expect, test } from 'vitest';
import { workflowDocumentSchema } from '#core/graph/schema.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { createGraphStore } from './graph-store.ts';

const empty = workflowDocumentSchema.parse({
  apiVersion: 'fermata/v1',
  kind: 'Workflow',
  metadata: { name: 'w' },
  spec: { nodes: [], edges: [] },
});
const titled = (title: string) => (document: WorkflowDocument) => ({
  ...document,
  metadata: { ...document.metadata, title },
});

describe('graph store', () => {
  test('undo gives back the very document that was there', () => {
    const store = createGraphStore(empty);
    store.apply('Rename', titled('A'));
    expect(store.undo()).toBe('Rename');
    expect(store.getState().document).toBe(empty);
    expect(store.redo()).toBe('Rename');
    expect(store.getState().document.metadata.title).toBe('A');
  });

  test('an edit that changes nothing is no entry and wakes nobody', () => {
    const store = createGraphStore(empty);
    let calls = 0;
    store.subscribe(() => {
      calls++;
    });
    store.apply('Nothing', (document) => document);
    expect(store.getState().history.past).toHaveLength(0);
    expect(calls).toBe(0);
  });

  test('letters typed in one field are one entry until the field is left', () => {
    let nowMs = 0;
    const store = createGraphStore(empty, { nowMs: () => nowMs });
    for (const title of ['A', 'Ab', 'Abc']) {
      nowMs += 100;
      store.apply('Rename', titled(title), 'title');
    }
    store.seal();
    store.apply('Rename', titled('Abcd'), 'title');
    expect(store.getState().history.past).toHaveLength(2);
    store.undo();
    expect(store.getState().document.metadata.title).toBe('Abc');
  });

  test('what is read only does not change by edit, undo or redo', () => {
    const store = createGraphStore(empty, { readOnly: true });
    store.apply('Rename', titled('A'));
    expect(store.undo()).toBeNull();
    expect(store.getState().document).toBe(empty);
  });

  describe('when others change the document too', () => {
    const described = (description: string) => (document: WorkflowDocument) => ({
      ...document,
      metadata: { ...document.metadata, description },
    });
    const theirs = (
      store: ReturnType<typeof createGraphStore>,
      edit: (document: WorkflowDocument) => WorkflowDocument,
    ) => store.adopt(edit(store.getState().document));

    test('undo and redo take back and repeat mine, and leave theirs', () => {
      const store = createGraphStore(empty);
      store.apply('Rename', titled('A'));
      store.apply('Rename', titled('B'));
      theirs(store, described('theirs'));
      expect(store.getState().history.past).toHaveLength(2);
      store.undo();
      store.undo();
      expect(store.getState().document.metadata).toEqual({ name: 'w', description: 'theirs' });
      theirs(store, described('theirs again'));
      store.redo();
      store.redo();
      expect(store.getState().document.metadata).toEqual({ name: 'w', title: 'B', description: 'theirs again' });
    });

    test('what they have written over is theirs: undo does not bring back what was there before mine', () => {
      const store = createGraphStore(empty);
      store.apply('Rename', titled('Mine'));
      theirs(store, titled('Theirs'));
      expect(store.undo()).toBe('Rename');
      expect(store.getState().document.metadata.title).toBe('Theirs');
    });

    test('typing that goes on after theirs came in is undone without it', () => {
      const store = createGraphStore(empty, { nowMs: () => 0 });
      store.apply('Rename', titled('A'), 'title');
      theirs(store, described('theirs'));
      store.apply('Rename', titled('Ab'), 'title');
      store.undo();
      expect(store.getState().document.metadata).toMatchObject({ title: 'A', description: 'theirs' });
    });

    test('mine that got another name is undone under that name', () => {
      const store = createGraphStore(empty);
      store.apply('Rename', titled('A'));
      store.adopt({ ...empty, metadata: { name: 'w', title: 'A!' } }, titled('A!'));
      expect(store.getState().history.past.map((entry) => entry.after.metadata.title)).toEqual(['A!']);
    });
  });
});
