import { expect, test } from 'vitest';
import type { FinalConnectionState } from '@xyflow/react';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { connectHandlers } from './connect-handlers.ts';
import { createConnectStore } from './connect-store.ts';
import { makeEditing } from './gestures/make-editing.ts';
import { reconcileEdges } from './flow-wires.ts';
import { editorOf } from './testing/editor-of.ts';

test('a wire that was given up takes hold of nothing and asks nothing; the next one does', () => {
  const editor = editorOf();
  const connectStore = createConnectStore();
  const handlers = connectHandlers({
    editing: makeEditing(editor),
    connectStore,
    toCanvas: () => ({ x: 0, y: 0 }),
    instance: { current: null },
  });
  const toDone = { source: 'gate', sourceHandle: 'approved', target: 'done', targetHandle: 'in' };
  const start = () => handlers.onConnectStart(null, { nodeId: 'gate', handleId: 'approved', handleType: 'source' });
  start();
  expect(handlers.isValidConnection(toDone)).toBe(true);
  connectStore.setState({ targets: null, givenUp: true });
  expect(handlers.isValidConnection(toDone)).toBe(false);
  handlers.onConnectEnd({ clientX: 0, clientY: 0 } as MouseEvent, { isValid: false } as FinalConnectionState);
  expect(editor.ui.getState().overlay).toEqual({ kind: 'none' });
  start();
  expect(handlers.isValidConnection(toDone)).toBe(true);
});

test('the end of a wire that is seen can be moved while a folded group hides the other one', () => {
  const editor = editorOf();
  const editing = makeEditing(editor);
  const { document } = editor.graph.getState();
  const connectStore = createConnectStore();
  const handlers = connectHandlers({
    editing: { ...editing, verdicts: (wire) => editing.verdicts(wire, ['start']) },
    connectStore,
    toCanvas: () => ({ x: 0, y: 0 }),
    instance: { current: null },
  });
  const take = (id: string, group: string[], hidden: 'source' | 'target') => {
    const spec = { ...document.spec, canvas: { groups: [{ id: 'ending', title: 'Ending', nodes: group }] } };
    const wires = reconcileEdges([], { ...document, spec }, nodeDefinitions, new Set(), new Set(['ending']));
    const wire = wires.find((each) => each.id === id);
    if (!wire) throw new Error(`No wire ${id}`);
    handlers.onReconnectStart(null, wire);
    const handleId = hidden === 'source' ? 'out' : 'in';
    handlers.onConnectStart(null, { nodeId: 'group:ending', handleId, handleType: hidden });
    return connectStore.getState().targets;
  };
  expect(take('write.out->gate', ['start', 'write'], 'source')?.get('done')?.ok).toBe(true);
  expect(take('write.out->gate', ['gate', 'done'], 'target')?.get('start.out')?.ok).toBe(true);
});
