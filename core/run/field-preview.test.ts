import { expect, test } from 'vitest';
import { ExpressionError } from '../expr/expression-error.ts';
import type { Stored } from '../json.ts';
import { previewField } from './field-preview.ts';
import type { FieldPlace } from './field-preview.ts';
import { buildGraph } from './testing/build.ts';
import { inPlace } from './testing/drive.ts';
import { play } from './testing/play.ts';

const graph = buildGraph(
  ['start: start', 'draft: task', 'gate: gate', 'each: map', ['inside: task', { parent: 'each' }], 'done: end'],
  ['start -> draft', 'draft -> gate', 'gate.rejected -> draft max 2', 'gate.approved -> each', 'each -> done'],
);
const { state } = play(graph, {
  input: { amount: 12 },
  does: {
    draft: { do: 'succeed', output: { reason: 'first' } },
    'draft#2': { do: 'succeed', output: { reason: 'second' } },
    gate: 'rejected',
    'gate#2': 'approved',
    each: { do: 'expand', items: ['a', 'b'] },
  },
});

const preview = (text: string, at: FieldPlace, resolve: (stored: Stored) => ReturnType<typeof inPlace> = inPlace) =>
  previewField(graph, state, at, { text, kind: 'template' }, { runId: 'r', resolve });

test('a template has the values that the run ended with, whatever node it stands in', () => {
  const done = { nodeId: 'done' };
  expect(preview('{{ input.amount }} EUR: {{ nodes.draft.output.reason }}', done)).toEqual({
    ok: true,
    value: '12 EUR: second',
  });
  expect(preview('{{ input.amount * 2.0 }}', { nodeId: 'newer_than_the_run' })).toEqual({ ok: true, value: 24 });
  expect(preview('{{ nodes.draft.previous.output.reason }}', { nodeId: 'draft' })).toEqual({
    ok: true,
    value: 'first',
  });
});

test('a condition is true or false', () => {
  const condition = (text: string) =>
    previewField(graph, state, { nodeId: 'done' }, { text, kind: 'condition' }, { runId: 'r', resolve: inPlace });
  expect(condition('input.amount > 10.0')).toEqual({ ok: true, value: true });
  expect(condition('input.amount')).toMatchObject({ ok: false });
});

test('JSON has its texts filled in', () => {
  const value = { total: '{{ input.amount }}', note: 'for {{ nodes.draft.output.reason }}', fixed: 1 };
  const source = { kind: 'json', value } as const;
  expect(previewField(graph, state, { nodeId: 'done' }, source, { runId: 'r', resolve: inPlace })).toEqual({
    ok: true,
    value: { total: 12, note: 'for second', fixed: 1 },
  });
});

test('inside a map it is the last item, also for a node that was put there since', () => {
  expect(preview('{{ item }}', { nodeId: 'inside', parent: 'each' })).toEqual({ ok: true, value: 'b' });
  expect(preview('{{ item }}', { nodeId: 'newer_than_the_run', parent: 'each' })).toEqual({ ok: true, value: 'b' });
  expect(preview('{{ item }}', { nodeId: 'done' })).toEqual({
    ok: false,
    message: '"item" is known inside a map only',
  });
});

test('what is missing or not at hand is a sentence', () => {
  expect(preview('{{ nodes.draft.output.mood }}', { nodeId: 'done' })).toEqual({
    ok: false,
    message: 'There is no "mood" in nodes.draft.output',
  });
  const far = () => {
    throw new ExpressionError('This value is not here');
  };
  expect(preview('{{ input.amount }}', { nodeId: 'done' }, far)).toEqual({
    ok: false,
    message: 'This value is not here',
  });
});
