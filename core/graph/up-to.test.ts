import { expect, test } from 'vitest';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';
import { problemsIn, upTo } from './up-to.ts';
import { validateWorkflow } from './validate.ts';

const document = buildDocument(
  {
    start: 'start',
    draft: { type: 'task', config: { prompt: "{{ default(nodes.gate.previous.output, '') }}" } },
    gate: 'gate',
    side: 'task',
    each: 'map',
    inner: { type: 'task', parent: 'each' },
    last: { type: 'task', parent: 'each' },
    broken: { type: 'task', config: { prompt: '{{ nodes.nobody.output }}' } },
    done: 'end',
  },
  [
    'start > draft',
    'start > side',
    'draft > gate',
    'gate.rejected > draft *3',
    'gate.approved > each',
    'inner > last',
    'each > broken',
    'broken > done',
  ],
);
const nodesUpTo = (id: string) => upTo(document, testRegistry, id)?.spec.nodes.map((node) => node.id);
const edgesUpTo = (id: string) =>
  upTo(document, testRegistry, id)?.spec.edges.map((edge) => `${edge.from} > ${edge.to}`);

test('a test up to a node runs it and what leads to it, and nothing beside or after it', () => {
  expect(nodesUpTo('draft')).toEqual(['start', 'draft']);
  expect(edgesUpTo('draft')).toEqual(['start > draft']);
  expect(nodesUpTo('gate')).toEqual(['start', 'draft', 'gate']);
  expect(edgesUpTo('gate')).toEqual(['start > draft', 'draft > gate', 'gate.rejected > draft']);
  expect(upTo(document, testRegistry, 'nobody')).toBeNull();
});

test('a map on the way runs as a whole; the one around the node up to the node', () => {
  expect(nodesUpTo('broken')).toEqual(['start', 'draft', 'gate', 'each', 'inner', 'last', 'broken']);
  expect(nodesUpTo('each')).toEqual(['start', 'draft', 'gate', 'each', 'inner', 'last']);
  expect(nodesUpTo('inner')).toEqual(['start', 'draft', 'gate', 'each', 'inner']);
});

test('what is wrong later does not stand in the way, and what is left out makes no new errors', () => {
  const problems = validateWorkflow(document, testRegistry);
  const errorsUpTo = (id: string) => {
    const part = upTo(document, testRegistry, id);
    return (
      part &&
      problemsIn(part, problems)
        .filter(({ severity }) => severity === 'error')
        .map(({ nodeId }) => nodeId)
    );
  };
  expect(errorsUpTo('draft')).toEqual([]);
  expect(errorsUpTo('each')).toEqual([]);
  expect(errorsUpTo('broken')).toEqual(['broken']);
});
