import { expect, test } from 'vitest';
import { analyzeGraph } from '#core/graph/analysis.ts';
import { buildDocument } from '#core/graph/testing/build-document.ts';
import { sourcesOf } from './sources.ts';

const graph = analyzeGraph(
  buildDocument(
    {
      start: 'start',
      draft: 'task',
      gate: 'gate',
      each: 'map',
      first: { type: 'task', parent: 'each' },
      second: { type: 'task', parent: 'each' },
      done: 'end',
    },
    [
      'start > draft',
      'draft > gate',
      'gate.rejected > draft *3',
      'gate.approved > each',
      'first > second',
      'each > done',
    ],
  ),
);
const sources = (id: string) => sourcesOf(graph, id).map((node) => node.id);

test('a node reads what leads to it, nearest first, and not what a loop brings later', () => {
  expect(sources('gate')).toEqual(['draft', 'start']);
  expect(sources('draft')).toEqual(['start']);
});

test('inside a map it reads what leads to the map as well; from outside the inside is hidden', () => {
  expect(sources('second')).toEqual(['first', 'gate', 'draft', 'start']);
  expect(sources('done')).toEqual(['each', 'gate', 'draft', 'start']);
});
