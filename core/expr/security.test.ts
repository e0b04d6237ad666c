import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { evaluateTemplate } from './evaluate.ts';
import { ExpressionError } from './expression-error.ts';
import type { ExprScope } from './scope.ts';

const scope: ExprScope = {
  input: { list: [3, 1, 2], text: 'x' },
  nodes: { draft: { status: 'succeeded', iteration: 1, output: { text: 'y' } } },
  item: { id: 7 },
  index: 1,
  run: { id: 'run_1', startedAt: '2026-05-01T12:34:56.000Z', trigger: 'api' },
  workflow: { name: 'refund', version: 3 },
};
const render = (source: string, over: Partial<ExprScope> = {}) => evaluateTemplate(source, { ...scope, ...over });

/** Published escapes of other engines' expressions, and what people try next. */
const PAYLOADS = [
  "this.constructor.constructor('return process')()",
  'input["__proto__"]',
  'input.__proto__.polluted',
  'input[`constructor`]',
  "input['constructor']['constructor']('return globalThis')()",
  '(() => globalThis.__pwned = 1)()',
  'globalThis.__pwned = 1',
  'process.mainModule.require("child_process").execSync("id")',
  '[].map.constructor("return 1")()',
  '"".constructor.fromCharCode(65)',
  'nodes.constructor',
  'nodes.__proto__',
  'nodes["__proto__"].x',
  'nodes["constructor"]["prototype"]',
  'run.toString()',
  'input.list.map(constructor, constructor)',
  'input.list.map(__proto__, __proto__)',
  '{"__proto__": {"polluted": 1}}',
  '{"constructor": {"prototype": 1}}',
  'parseJson("{\\"__proto__\\": {\\"polluted\\": 1}}")',
  'parseJson("{\\"__proto__\\": {\\"polluted\\": 1}}").polluted',
  'json(parseJson("{\\"constructor\\": 1}"))',
  'cel.bind(a, input, a)',
  'google.protobuf.Duration.constructor',
  'type(input).constructor',
  'import("fs")',
  'require("fs")',
  'new Function("return 1")()',
  'eval("1")',
  'item.valueOf.call',
  'Object.assign(input, {})',
  'Reflect.ownKeys(input)',
  '`${process.env}`',
  'a?.b',
  'input?.constructor',
  'function(){}',
  'input.list.constructor.constructor',
  'arguments.callee',
  '_.template("x")',
  '$input.constructor',
  '{{ nested }}',
  '}} {{',
  "'}}' + '{{'",
  'b"\\xff"',
  'dyn(input).__defineGetter__("x", 1)',
  'input.list.filter(x, x.__proto__ == null)',
  'has(input.__proto__)',
  'has(input.constructor)',
  "(0).constructor.constructor('return typeof process')()",
  '[typeof process, typeof require, typeof fetch, Object.keys(globalThis)]',
];

test.each(PAYLOADS)('S-01, S-02: %s has no way out', (payload) => {
  const before = Object.getOwnPropertyNames(Object.prototype).length;
  for (const source of [`{{ ${payload} }}`, payload]) {
    try {
      const result = render(source);
      expect(typeof result).not.toBe('function');
      expect(result).not.toBe(Object.prototype);
    } catch (error) {
      expect(ExpressionError.is(error)).toBe(true);
    }
  }
  expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(before);
  expect((globalThis as Record<string, unknown>).__pwned).toBeUndefined();
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('keys called __proto__ and constructor are data like any other', () => {
  const input = JSON.parse('{"__proto__": {"x": 1}, "constructor": "c", "list": [{"constructor": {"y": 2}}]}') as Json;
  expect(JSON.stringify(render('{{ input }}', { input }))).toBe(JSON.stringify(input));
  expect(render('{{ input["__proto__"].x + input.list[0].constructor.y }}', { input })).toBe(3);
  expect(render('{{ has(input.__proto__) }}')).toBe(false);
});

const TOKENS = [
  'input',
  'nodes',
  'draft',
  'output',
  'item',
  '.',
  '[',
  ']',
  '(',
  ')',
  '{',
  '}',
  '{{',
  '}}',
  '"',
  "'",
  ',',
  ':',
  '?',
  '!',
  '-',
  '+',
  '*',
  '/',
  '%',
  '&&',
  '||',
  '==',
  '<',
  'in',
  'has',
  'default',
  'map',
  'size',
  'matches',
  'x',
  '1',
  '0.5',
  'null',
  'true',
  '\\',
  '\n',
  '//',
  '__proto__',
  'constructor',
];

test('S-02: any text gives a value or an ExpressionError, quickly, and pollutes nothing', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(fc.constantFrom(...TOKENS), { maxLength: 25 }).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      for (const source of [`{{ ${text} }}`, text]) {
        try {
          JSON.stringify(render(source));
        } catch (error) {
          if (!ExpressionError.is(error)) throw error;
        }
      }
    }),
    { numRuns: 10_000 },
  );
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('S-02: a template that repeats a large text is an ExpressionError, not a failure of the engine', () => {
  const input = { text: 'a'.repeat(5_000_000) };
  expect(() => render('{{ input.text }} '.repeat(200), { input })).toThrow('The text is larger than 50 MB');
});

/** Work that grows with the product of two sizes, or that a walk repeats for every item. */
const HEAVY: [string, Json][] = [
  ['input.text.matches("(a+)+$")', { text: `${'a'.repeat(30)}!` }],
  ['$match(input.text, /(a+)+$/)', { text: `${'a'.repeat(30)}!` }],
  ['glob(input.text, input.word)', { text: 'a'.repeat(100_000), word: `*${'a'.repeat(20_000)}b` }],
  ['glob(input.text, "*aaaaaaaaaaaaaaaaaaaab")', { text: 'a'.repeat(5_000_000) }],
  ...['contains', 'indexOf', 'lastIndexOf', 'split'].map((name): [string, Json] => [
    `input.text.${name}(input.word)`,
    { text: 'a'.repeat(400_000), word: `${'a'.repeat(50_000)}b${'a'.repeat(50_000)}` },
  ]),
  ['input.text.indexOf(input.word, 0)', { text: 'a', word: 'a' }],
  ['replace(input.text, input.word, "")', { text: 'a'.repeat(400_000), word: `b${'a'.repeat(100_000)}` }],
  ['input.list.map(x, json(input.list))', { list: Array<Json>(1_000).fill('x'.repeat(4_000)) }],
  ['input.list.map(x, parseJson(input.text))', { list: Array<Json>(1_000).fill(1), text: `[${'1,'.repeat(20_000)}1]` }],
  [
    'input.list.exists(x, input.list.exists(y, upper(input.text) == y))',
    {
      list: Array<Json>(1_000).fill(1),
      text: 'a'.repeat(50_000),
    },
  ],
];

test.each(HEAVY)('S-09: %s is refused instead of keeping the process busy', (source, input) => {
  const began = performance.now();
  expect(() => render(`{{ ${source} }}`, { input })).toThrow(ExpressionError);
  // Minutes and hours without the bound; far above what it takes, for slow machines.
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('S-09: what people do with large texts is not refused', () => {
  const input = {
    text: `${'word '.repeat(200_000)}needle`,
    list: Array.from({ length: 1_000 }, (_, i) => `item ${i}`),
  };
  expect(render('{{ input.text.contains("needle") && glob(input.text, "*needle") }}', { input })).toBe(true);
  expect(render('{{ size(parseJson(json(input.text))) }}', { input })).toBe(input.text.length);
  expect(render('{{ size(replace(input.text, "word", "other")) }}', { input })).toBe(input.text.length + 200_000);
  expect(render('{{ size(input.list.filter(x, input.list.exists(y, y == x))) }}', { input })).toBe(1_000);
});

test.each(['{% include "package.json" %}', '{% for i in (1..1e8) %}{% endfor %}', '{{{ x }}}', '<%= process.env %>'])(
  'S-10: %s, an order in other template languages, is plain text or refused',
  (text) => {
    if (text.includes('{{')) expect(() => render(text)).toThrow(ExpressionError);
    else expect(render(text)).toBe(text);
  },
);
