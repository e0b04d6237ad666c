import { expect, test } from 'vitest';
import { compileGraph } from '../run/graph.ts';
import { play } from '../run/testing/play.ts';
import { needsOf, only, problemsOfNode } from './only.ts';
import type { Pin } from './schema.ts';
import { buildDocument } from './testing/build-document.ts';
import { testRegistry } from './testing/test-registry.ts';
import { validateWorkflow } from './validate.ts';

const document = buildDocument(
  {
    start: 'start',
    read: 'task',
    write: {
      type: 'task',
      config: { prompt: "{{ nodes.read.output.text }} {{ default(nodes.ask.previous.output, '') }}" },
    },
    ask: 'gate',
    pay: { type: 'send', onError: 'branch' },
    both: 'merge',
    each: { type: 'map', config: { items: '{{ nodes.read.output.rows }}' } },
    one: { type: 'task', parent: 'each', config: { prompt: '{{ item }} of {{ input.name }}' } },
    two: {
      type: 'task',
      parent: 'each',
      config: { prompt: '{{ nodes.one.output.text }}{{ nodes.write.output.text }}' },
    },
    sorry: 'task',
    done: 'end',
  },
  [
    'start > read',
    'read > write',
    'write > ask',
    'ask.rejected > write *3',
    'ask.approved > pay',
    'ask.expired > sorry',
    'pay.error > sorry',
    'pay > both',
    'start > both',
    'both > each',
    'one > two',
    'each > done',
  ],
  {
    input: { type: 'object', properties: { name: { type: 'string' } } },
    concurrency: { max: 2, key: '{{ input.name }}' },
  },
);

const partOf = (nodeId: string, given: Record<string, Pin> = {}) => {
  const part = only(document, testRegistry, nodeId, given);
  if (!part) throw new Error(`${nodeId} cannot be run by itself`);
  return part;
};
const text: Pin = { output: { text: 'T', rows: [1] } };
/** Keys that an executor was given when the node was run by itself. */
const launchedOf = (nodeId: string) => {
  const given = { read: text, write: text, one: text, each: { output: 'only' } };
  const run = play(compileGraph(partOf(nodeId, given), testRegistry), {
    input: { name: 'Ada' },
    does: { each: { do: 'expand', items: ['only'] }, one: { do: 'succeed', output: text.output }, ask: 'rejected' },
  });
  expect(run.state.error).toBeUndefined();
  return run.units.flatMap((unit) => unit.launches.map(({ key }) => key)).filter((key) => key !== 'start');
};

test('what a node needs is told: what feeds it, what it mentions, the items around it, and the input', () => {
  expect(needsOf(document, testRegistry, 'write')).toEqual({
    given: [
      { nodeId: 'read', what: 'output', ports: ['out'] },
      { nodeId: 'ask', what: 'output', ports: ['approved', 'rejected', 'expired'] },
    ],
    input: false,
  });
  expect(needsOf(document, testRegistry, 'two')).toEqual({
    given: [
      { nodeId: 'write', what: 'output', ports: ['out'] },
      { nodeId: 'one', what: 'output', ports: ['out'] },
      { nodeId: 'each', what: 'item', ports: [] },
    ],
    input: false,
  });
  expect(needsOf(document, testRegistry, 'each')).toMatchObject({
    given: [{ nodeId: 'read' }, { nodeId: 'write' }, { nodeId: 'both' }],
    input: true,
  });
  expect(needsOf(document, testRegistry, 'sorry')).toMatchObject({
    given: [
      { nodeId: 'ask', ports: ['expired'] },
      { nodeId: 'pay', ports: ['error'] },
    ],
  });
  expect(needsOf(document, testRegistry, 'start')).toBeNull();
  expect(needsOf(document, testRegistry, 'nobody')).toBeNull();
});

test('only the node itself does anything, wherever it stands, and its ports need nobody behind them', () => {
  const nodes = ['read', 'write', 'ask', 'pay', 'both', 'sorry', 'done'];
  for (const id of nodes) expect(launchedOf(id).map((key) => key.replace(/#.*/, ''))).toEqual([id]);
  expect(launchedOf('each')).toEqual(['each', 'each[0].one', 'each[0].two']);
  expect(launchedOf('one')).toEqual(['each', 'each[0].one']);
  expect(launchedOf('two')).toEqual(['each', 'each[0].two']);
});

test('what is given is what the others put out, and a pin stands in where nothing is given', () => {
  const outputs = (nodeId: string, given: Record<string, Pin> = {}) =>
    Object.fromEntries(partOf(nodeId, given).spec.nodes.map((node) => [node.id, node.pinned?.output]));
  expect(outputs('write', { read: { output: { text: 'T' } } })).toMatchObject({
    read: { text: 'T' },
    write: undefined,
  });
  expect(outputs('one', { each: { output: 7 } })).toMatchObject({ item_of_each: [7], one: undefined });
  expect(partOf('one').spec.nodes.find(({ id }) => id === 'each')?.config).toEqual({
    items: '{{ nodes.item_of_each.output }}',
  });
});

test('it keeps the input only where it is read, and takes no part in the queue of one customer', () => {
  expect(partOf('one').spec).toMatchObject({ input: document.spec.input, concurrency: { max: 2 } });
  expect(partOf('write').spec.input).toBeUndefined();
  expect(partOf('write').spec.concurrency).toEqual({ max: 2 });
});

test('a failure that a node hangs on can be given, too', () => {
  const given = { pay: { output: { code: 'HTTP_500', message: 'Down' }, port: 'error' } };
  const run = play(compileGraph(partOf('sorry', given), testRegistry));
  expect(run.state.executions['pay']).toMatchObject({ status: 'failed', handled: true, error: { code: 'HTTP_500' } });
  expect(run.state.executions['sorry']?.status).toBe('succeeded');
});

test('behind a quorum one test is enough: what stands in for the merge waits for nobody', () => {
  const voted = buildDocument(
    {
      start: 'start',
      a: 'task',
      b: 'task',
      vote: { type: 'merge', config: { mode: 'quorum', count: 2 } },
      tell: { type: 'task', config: { prompt: '{{ nodes.vote.output.text }}' } },
    },
    ['start > a', 'start > b', 'a > vote', 'b > vote', 'vote > tell'],
  );
  const part = only(voted, testRegistry, 'tell', { vote: text });
  if (!part) throw new Error('It cannot be run by itself');
  const run = play(compileGraph(part, testRegistry));
  expect(run.state.executions['vote']).toMatchObject({ status: 'succeeded', output: { value: text.output } });
  expect(run.state).toMatchObject({ status: 'succeeded' });
});

test('a mistake of what the node stands in is one of its own, and an id with which no run works', () => {
  const lost = buildDocument(
    { start: 'start', m: { type: 'map', parent: 'nowhere' }, t: { type: 'task', parent: 'm' }, other: 'task' },
    ['start > other'],
  );
  const problems = validateWorkflow(lost, testRegistry);
  expect(problemsOfNode(lost, 't', problems).map(({ code }) => code)).toEqual(['PARENT_UNKNOWN']);
  expect(problemsOfNode(lost, 'other', problems)).toEqual([]);
  const named = buildDocument({ start: 'start', constructor: 'task', t: 'task' }, ['start > constructor', 'start > t']);
  const reserved = problemsOfNode(named, 't', validateWorkflow(named, testRegistry));
  expect(reserved.map(({ code }) => code)).toEqual(['ID_RESERVED']);
});
