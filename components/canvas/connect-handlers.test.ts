import { expect, test } from 'vitest';
import type { FinalConnectionState } from '@xyflow/react';
import { connectHandlers } from './connect-handlers.ts';
import { createConnectStore } from './connect-store.ts';
import { makeEditing } from './gestures/make-editing.ts';
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
