import { expect, test } from 'vitest';
import type { CanvasInstance } from './canvas-instance.ts';
import { DragSession } from './drag-session.ts';
import type { FlowNode } from './to-flow.ts';

const card = { id: 'write', position: { x: 0, y: 0 }, data: {} } as FlowNode;
const canvas = {
  getNodes: () => [card],
  getNode: () => card,
  getInternalNode: () => ({ internals: { positionAbsolute: card.position } }),
  getZoom: () => 1,
} as unknown as CanvasInstance;

test('a drag that was given up ends with nothing, and the canvas shows again what the document says', () => {
  const session = new DragSession(() => canvas);
  expect(session.giveUp()).toBe(false);
  const drag = () => {
    session.start([card], null);
    session.adjust([{ id: 'write', type: 'position', position: { x: 64, y: 0 } }]);
  };
  drag();
  expect(session.end()).toEqual(new Map([['write', { x: 64, y: 0 }]]));
  expect(session.state.getState().givenUp).toBe(0);
  drag();
  expect(session.giveUp()).toBe(true);
  // A drag whose end is never told must not keep Escape to itself.
  expect(session.giveUp()).toBe(false);
  expect(session.end()).toBeNull();
  expect(session.state.getState()).toEqual({ guides: [], ghosts: [], givenUp: 1 });
  drag();
  expect(session.end()).not.toBeNull();
});
