import { expect, test } from 'vitest';
import { connect, moveNodes, removeElements, updateNode } from '#core/graph/edit.ts';
import { buildDocument } from '#core/graph/testing/build-document.ts';
import { compareDocuments, countWords } from './compare.ts';

const before = buildDocument({ start: 'start', draft: 'task', done: 'end' }, ['start > draft', 'draft > done']);

test('what is gone is drawn beside what is there, and every difference is marked', () => {
  const without = removeElements(updateNode(before, 'start', { title: 'Begin' }), { nodes: ['draft'] });
  const after = connect(moveNodes(without, new Map([['done', { x: 9, y: 9 }]])), {
    from: { node: 'start', port: 'out' },
    to: 'done',
  });
  const { document, marks, diffs } = compareDocuments(before, after);
  expect(document.spec.nodes.map(({ id }) => id)).toEqual(['start', 'done', 'draft']);
  expect(document.spec.edges).toHaveLength(3);
  expect(Object.fromEntries(marks)).toEqual({
    start: 'changed',
    draft: 'removed',
    'start.out->done': 'added',
    'start.out->draft': 'removed',
    'draft.out->done': 'removed',
  });
  expect(countWords(diffs)).toBe('1 added, 3 removed, 1 changed');
});

test('a card that stands elsewhere is told only to who asks', () => {
  const after = moveNodes(before, new Map([['draft', { x: 500, y: 0 }]]));
  expect(countWords(compareDocuments(before, after).diffs)).toBe('Nothing is different');
  expect(countWords(compareDocuments(before, after, true).diffs)).toBe('1 moved');
});
