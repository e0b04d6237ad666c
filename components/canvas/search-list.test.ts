import { expect, test } from 'vitest';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { nodeItems } from './node-items.ts';
import { search } from './search-list.tsx';

const items = nodeItems(Object.values(nodeDefinitions));
const found = (query: string) => search(items, query).map((item) => item.id);

test.each([
  ['if', 'branch'],
  ['switch', 'branch'],
  ['join', 'merge'],
  ['human in the loop', 'approval'],
  ['interrupt', 'approval'],
  ['loop over items', 'map'],
  ['llm', 'agent'],
])('people who know other tools find %s', (query, type) => {
  expect(found(query)).toContain(type);
});

test('what begins with the query comes first', () => {
  expect(found('me')[0]).toBe('merge');
});

test('nothing is found for what does not exist', () => {
  expect(found('supervisor of everything')).toEqual([]);
});
