import { describe, expect, test } from 'vitest';
import { exprScope, neededRefs } from './context.ts';
import { buildGraph } from './testing/build.ts';
import { inPlace } from './testing/drive.ts';
import { play } from './testing/play.ts';

const output = (value: string) => ({ do: 'succeed', output: value }) as const;

describe('what an expression sees', () => {
  const graph = buildGraph(
    ['start: start', 'before: task', 'draft: task', 'gate: gate', 'after: task'],
    ['start -> before', 'before -> draft', 'draft -> gate', 'gate.rejected -> draft max 2', 'gate.approved -> after'],
  );
  const run = play(graph, {
    input: { ticket: 1 },
    does: {
      before: output('b'),
      draft: output('d1'),
      'draft#2': output('d2'),
      gate: { do: 'succeed', port: 'rejected', output: 'no' },
    },
    hang: ['gate#2'],
    order: ['start', 'before', 'draft', 'gate', 'draft#2'],
  });
  const scope = exprScope(graph, run.state, { scope: '', nodeId: 'draft' }, { runId: 'r1' }, inPlace);

  test('the run and its input', () => {
    expect(scope.input).toEqual({ ticket: 1 });
    expect(scope.run).toEqual({ id: 'r1', startedAt: run.state.startedAt, trigger: 'manual' });
    expect(scope.workflow).toEqual({ name: 'test', version: 1 });
    expect(Object.hasOwn(scope, 'item')).toBe(false);
  });

  test('nodes of the current iteration, with one iteration before inside a common loop', () => {
    expect(scope.nodes['draft']).toEqual({
      status: 'succeeded',
      output: 'd2',
      iteration: 2,
      previous: { status: 'succeeded', output: 'd1' },
    });
    expect(scope.nodes['gate']).toEqual({
      status: 'waiting',
      iteration: 2,
      previous: { status: 'succeeded', output: 'no' },
    });
    expect(scope.nodes['before']).toEqual({ status: 'succeeded', output: 'b', iteration: 1 });
    expect(scope.nodes['after']).toEqual({ status: 'pending', iteration: 1 });
  });

  test('no previous iteration from outside the loop, and nothing that does not exist', () => {
    const outside = exprScope(graph, run.state, { scope: '', nodeId: 'after' }, { runId: 'r1' }, inPlace);
    expect(outside.nodes['draft']).toEqual({ status: 'succeeded', output: 'd2', iteration: 2 });
    expect(Object.hasOwn(scope.nodes, 'draft')).toBe(true);
    expect(Object.hasOwn(scope.nodes, 'nothing')).toBe(false);
    expect(Object.hasOwn(scope.nodes, 'constructor')).toBe(false);
  });

  test('values are resolved only when they are asked for', () => {
    const asked: string[] = [];
    const lazy = exprScope(graph, run.state, { scope: '', nodeId: 'after' }, { runId: 'r1' }, (stored) => {
      asked.push(JSON.stringify(stored));
      return inPlace(stored);
    });
    expect(asked).toEqual([]);
    expect(lazy.nodes['before']?.output).toBe('b');
    expect(asked).toEqual(['{"value":"b"}']);
  });
});

describe('inside a map', () => {
  const graph = buildGraph(
    ['start: start', 'each: map', ['a: task', { parent: 'each' }], ['b: task', { parent: 'each' }], 'after: task'],
    ['start -> each', 'a -> b', 'each -> after'],
  );
  const run = play(graph, {
    does: { each: { do: 'expand', items: ['x', 'y'] }, 'each[0].a': output('a0'), 'each[1].a': output('a1') },
    hang: ['each[0].b', 'each[1].b'],
  });

  test('a node sees its own item, its siblings of that item, and what is outside', () => {
    const scope = exprScope(graph, run.state, { scope: 'each[1]', nodeId: 'b' }, { runId: 'r1' }, inPlace);
    expect([scope.item, scope.index]).toEqual(['y', 1]);
    expect(scope.nodes['a']?.output).toBe('a1');
    expect(scope.nodes['start']?.status).toBe('succeeded');
    const outside = exprScope(graph, run.state, { scope: '', nodeId: 'after' }, { runId: 'r1' }, inPlace);
    expect(Object.hasOwn(outside.nodes, 'a')).toBe(false);
  });

  test('the references to load are those that can still be asked for', () => {
    const state = structuredClone(run.state);
    const ref = (name: string) => ({ ref: name, bytes: 1 });
    const a = state.executions['each[0].a'];
    const map = state.maps['each'];
    if (a?.status !== 'succeeded' || !map || !state.created) throw new Error('not there');
    state.executions['each[0].a'] = { ...a, output: ref('a') };
    map.items = ref('items');
    state.created.input = ref('input');
    expect(neededRefs(state).sort()).toEqual(['a', 'input', 'items']);
  });
});
