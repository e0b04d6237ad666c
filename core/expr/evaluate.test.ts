import { describe, expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { evaluateCondition, evaluateTemplate, renderJson } from './evaluate.ts';
import { ExpressionError } from './expression-error.ts';
import { renderConfig } from './render-config.ts';
import type { ExprScope } from './scope.ts';

const scope: ExprScope = {
  input: { amount: 120.5, count: 3, name: 'Ada', none: null, list: [3, 1, 2], big: 2 ** 53 },
  nodes: {
    draft: {
      status: 'succeeded',
      iteration: 2,
      output: { reason: 'Broken {{ input.name }}', tags: ['a', 'b'] },
      previous: { status: 'succeeded', output: { reason: 'old' } },
    },
    gate: { status: 'pending', iteration: 1 },
  },
  item: { id: 7 },
  index: 1,
  run: { id: 'run_1', startedAt: '2026-05-01T12:34:56.000Z', trigger: 'api' },
  workflow: { name: 'refund', version: 3 },
};
const render = (source: string, over: Partial<ExprScope> = {}) => evaluateTemplate(source, { ...scope, ...over });
const failure = (source: string, over: Partial<ExprScope> = {}): ExpressionError => {
  try {
    render(source, over);
  } catch (error) {
    if (ExpressionError.is(error)) return error;
    throw error;
  }
  throw new Error(`${source} did not fail`);
};

describe('templates', () => {
  test.each<[string, Json]>([
    ['plain { text } }}', 'plain { text } }}'],
    ['Hi {{ input.name }}, {{input.count}}{{ input.none }}!', 'Hi Ada, 3!'],
    ['{{ input.list }}', [3, 1, 2]],
    [' {{ input.amount }}\n', 120.5],
    ['List: {{ input.list }}', 'List: [3,1,2]'],
    ["{{ {'a': {'b': '}}'}} }}", { a: { b: '}}' } }],
    ['{{ "it\'s \\"}}\\"" }}', 'it\'s "}}"'],
    ['{{ nodes.draft.output.reason }}', 'Broken {{ input.name }}'],
    ['{{ nodes.draft.previous.output.reason }}{{ nodes.draft.iteration }}', 'old2'],
    ['{{ default(nodes.gate.previous.output.comment, "-") }}', '-'],
    ['{{ item.id + index }}', 8],
  ])('%s', (source, expected) => {
    expect(render(source)).toEqual(expected);
  });

  test('S-03 are rendered once: what data says is never evaluated', () => {
    expect(render('>{{ input.name }}<', { input: { name: '{{ run.id }}' } })).toBe('>{{ run.id }}<');
    expect(renderJson({ '{{ run.id }}': '{{ input.list }}', deep: ['{{ input.name }}'] }, scope)).toEqual({
      '{{ run.id }}': [3, 1, 2],
      deep: ['Ada'],
    });
  });

  test('errors say where', () => {
    expect(failure('Hello {{ input.nme }}')).toMatchObject({
      message: 'There is no "nme" in input',
      range: { start: 15, end: 18 },
    });
    expect(failure('{{ nodes.gate.output.x }}').message).toBe('nodes.gate has no output: it did not succeed (yet)');
    expect(failure('{{ item }}', { item: undefined }).message).toBe('"item" is known inside a map only');
    expect(failure('{{ [ }}').position).toBe(5);
    expect(() => renderJson({ headers: ['{{ x }}'] }, scope)).toThrow('headers[0]: Unknown name "x"');
  });
});

describe('numbers just work', () => {
  test.each<[string, Json]>([
    ['input.count + 1', 4],
    ['1 + input.count', 4],
    ['input.amount * 2', 241],
    ['input.count % 2', 1],
    ['7 % input.count', 1],
    ['input.amount - 0.5', 120],
    ['input.count / 2', 1.5],
    ['-input.count', -3],
    ['input.count == 3', true],
    ['input.count > 2.5', true],
    ['size(input.list) == input.count', true],
    ['3 in input.list', true],
    ['input.list[input.count - 1]', 2],
    ['sum(input.list) + 1', 7],
    ['input.name == 1', false],
    ['input.none == null', true],
    ['input.name != null', true],
  ])('%s', (source, expected) => {
    expect(render(`{{ ${source} }}`)).toBe(expected);
  });

  test('what a JSON number cannot hold is an error', () => {
    expect(failure('{{ 9007199254740991 + 1 }}').message).toContain('beyond 2^53');
    expect(failure('{{ 1.0 / 0 }}').message).toBe('The result is not a finite number');
    expect(failure('{{ 1 / 0 }}').message).toBe('division by zero');
  });
});

test.each<[string, Json]>([
  ['join(input.list, "-")', '3-1-2'],
  ['nodes.draft.output.tags.join(", ")', 'a, b'],
  ['upper("a") + "B".lower()', 'Ab'],
  ['trim(" a ")', 'a'],
  ['truncate("abcdef", 4)', 'abc…'],
  ['truncate("ab", 4)', 'ab'],
  ['replace("a.a", ".", "$&")', 'a$&a'],
  ['json({"a": [1]})', '{"a":[1]}'],
  ['parseJson("[1, {}]")[0]', 1],
  ['first(input.list)', 3],
  ['last(input.list)', 2],
  ['min(input.list)', 1],
  ['max(1, 2.5)', 2.5],
  ['round(2.345, 2)', 2.35],
  ['round(2.5)', 3],
  ['date(run.startedAt, "d MMM yyyy HH:mm")', '1 May 2026 12:34'],
  ['date(run.startedAt)', '2026-05-01'],
  ['glob("report.pdf", "*.p?f")', true],
  ['glob("a", "b*")', false],
  ['default(first([]), 0)', 0],
  ['default(input.list[9], "x")', 'x'],
  ['input.list.filter(x, x > 1).map(x, x * 10)', [30, 20]],
  ['input.list.exists(x, x == 2) && !input.list.all(x, x > 1)', true],
  ['input.list.exists_one(x, x == 2)', true],
  ['[1, "a", null]', [1, 'a', null]],
  ['timestamp("2026-01-01T00:00:00Z") + duration("36h")', '2026-01-02T12:00:00.000Z'],
])('%s', (source, expected) => {
  expect(render(`{{ ${source} }}`)).toEqual(expected);
});

describe('bounds', () => {
  const long = Array.from({ length: 1001 }, (_, i) => i);
  test.each([
    ['2,000 characters', `{{ "${'x'.repeat(2000)}" }}`],
    ['depth 20', `{{ ${'('.repeat(30)}1${')'.repeat(30)} }}`],
    ['300 parts', `{{ ${Array(200).fill('1').join('+')} }}`],
    ['walks inside a walk inside a walk', '{{ [1].map(a, [1].map(b, [1].map(c, c))) }}'],
    ['1,000 items', '{{ input.long.map(x, x) }}'],
    ['1,000 items of a function', '{{ sum(input.long) }}'],
    ['the size of a result', '{{ input.few.map(x, input.few.map(y, input.text)) }}'],
    ['regular expressions', '{{ input.text.matches("(a+)+$") }}'],
  ])('%s: beyond is an error', (_, source) => {
    const input = { long, few: long.slice(0, 1000), text: 'a'.repeat(100_000) };
    failure(source, { input });
  });
});

describe('conditions and configs', () => {
  test('a condition is true or false and nothing else', () => {
    expect(evaluateCondition('input.amount > 100', scope)).toBe(true);
    expect(() => evaluateCondition('input.amount', scope)).toThrow('The condition must be true or false');
  });

  test('a config is rendered at its sites, shares the rest and names the path of an error', () => {
    const config = {
      prompt: 'Hi {{ input.name }}',
      url: '{{ raw }}',
      deep: { keep: [1] },
      cases: [{ when: 'index == 1' }, { when: 'nodes.gate.output.x' }],
    };
    const sites = [
      { path: ['prompt'], kind: 'template' as const },
      { path: ['cases', 0, 'when'], kind: 'condition' as const },
      { path: ['cases', 1, 'when'], kind: 'condition' as const },
      { path: ['missing'], kind: 'json' as const },
    ];
    const rendered = renderConfig(config, sites, scope);
    // The second condition would fail; it is not asked because the first is true.
    expect(rendered).toEqual({ ...config, prompt: 'Hi Ada', cases: [{ when: true }, { when: false }] });
    expect(rendered.deep).toBe(config.deep);
    expect(() => renderConfig(config, sites, { ...scope, index: 0 })).toThrow(
      'cases[1].when: nodes.gate has no output',
    );
  });
});
