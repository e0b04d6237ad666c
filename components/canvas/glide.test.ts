import { expect, test } from 'vitest';
import { moveNodes } from '#core/graph/edit.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { glideAt, glideFrom } from './glide.ts';
import { draft } from './testing/editor-of.ts';
import { reconcileNodes } from './to-flow.ts';

const NONE = new Set<string>();
const first = reconcileNodes([], draft, nodeDefinitions, NONE);
const moved = (x: number) => moveNodes(draft, new Map([['write', { x, y: 0 }]]));
const write = (nodes: typeof first) => nodes.find((node) => node.id === 'write');

test('what an edit or its undo moves goes there from where it stands, and the others keep their objects', () => {
  const after = reconcileNodes(first, moved(720), nodeDefinitions, NONE);
  const from = glideFrom(first, after);
  expect(from).toEqual(new Map([['write', { x: 320, y: 0 }]]));
  const half = glideAt(after, from ?? new Map(), 0.5);
  expect(write(half)?.position.x).toBeGreaterThan(520);
  expect(half.filter((node, index) => node !== after[index])).toHaveLength(1);
  expect(glideAt(after, from ?? new Map(), 1)).toEqual(after);
});

test('a nudge, a drag that has ended under the pointer and a change of text do not glide', () => {
  expect(glideFrom(first, reconcileNodes(first, moved(328), nodeDefinitions, NONE))).toBeNull();
  const dragged = first.map((node) => (node.id === 'write' ? { ...node, position: { x: 720, y: 0 } } : node));
  expect(glideFrom(dragged, reconcileNodes(dragged, moved(720), nodeDefinitions, NONE))).toBeNull();
  expect(glideFrom(first, first)).toBeNull();
});
