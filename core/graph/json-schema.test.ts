import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { schemaProblems, validateInput } from './json-schema.ts';

const schema = {
  type: 'object',
  required: ['ticket', 'amount'],
  properties: {
    ticket: { type: 'string', minLength: 1, format: 'textarea' },
    amount: { type: 'number', minimum: 0 },
    count: { type: 'integer', default: 1 },
    kind: { type: 'string', enum: ['a', 'b'] },
    mail: { type: 'string', format: 'email' },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 2 },
    nested: { type: 'object', properties: { on: { type: 'boolean', default: true } } },
  },
};

test('fills in defaults, keeps unknown keys and leaves the value alone', () => {
  const value = { ticket: 'x', amount: 1.5, nested: {}, more: [1] };
  const frozen = structuredClone(value);
  expect(validateInput(schema, value)).toEqual({
    ok: true,
    value: { ticket: 'x', amount: 1.5, nested: { on: true }, more: [1], count: 1 },
  });
  expect(value).toEqual(frozen);
  expect(validateInput(null, 5)).toEqual({ ok: true, value: 5 });
});

test.each<[Json, (string | number)[], string]>([
  [{ amount: 1 }, ['ticket'], 'Required'],
  [{ ticket: 5, amount: 1 }, ['ticket'], 'Must be a string, is integer'],
  [{ ticket: '', amount: 1 }, ['ticket'], 'Must have at least 1 characters'],
  [{ ticket: 'x', amount: -1 }, ['amount'], 'Must be at least 0'],
  [{ ticket: 'x', amount: null }, ['amount'], 'Must be a number, is null'],
  [{ ticket: 'x', amount: 1, count: 1.5 }, ['count'], 'Must be a whole number, is number'],
  [{ ticket: 'x', amount: 1, kind: 'c' }, ['kind'], 'Must be one of "a", "b"'],
  [{ ticket: 'x', amount: 1, mail: 'nobody' }, ['mail'], 'Must be an email address such as ada@example.com'],
  [{ ticket: 'x', amount: 1, tags: ['a', 2] }, ['tags', 1], 'Must be a string, is integer'],
  [{ ticket: 'x', amount: 1, tags: ['a', 'b', 'c'] }, ['tags'], 'Must have at most 2 items'],
  [[], [], 'Must be an object, is array'],
])('%j is refused', (value, path, message) => {
  expect(validateInput(schema, value)).toEqual({ ok: false, errors: [{ path, message }] });
});

test('unknown keys are refused where the schema says so', () => {
  const result = validateInput({ ...schema, additionalProperties: false }, { ticket: 'x', amout: 1, amount: 1 });
  expect(result).toEqual({
    ok: false,
    errors: [{ path: ['amout'], message: 'Unknown key "amout"; did you mean "amount"?' }],
  });
});

test('__proto__ in the input is plain data', () => {
  const value = JSON.parse('{"ticket": "x", "amount": 1, "__proto__": {"polluted": 1}}') as Json;
  const result = validateInput(schema, value);
  expect(result.ok && Object.hasOwn(result.value as object, '__proto__')).toBe(true);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('a schema beyond the subset has problems with paths', () => {
  expect(schemaProblems(schema)).toEqual([]);
  expect(
    schemaProblems({
      type: 'objekt',
      requird: [],
      required: ['b'],
      properties: { a: { type: 'string', pattern: '(a+)+$', default: 5 } },
    }),
  ).toEqual([
    { path: ['type'], message: '"type" must be one of object, string, number, integer, boolean, array' },
    { path: ['requird'], message: '"requird" is not supported by this version; did you mean "required"?' },
    { path: ['properties', 'a', 'pattern'], message: '"pattern" is not supported by this version' },
    { path: ['properties', 'a', 'default'], message: 'The default does not fit: Must be a string, is integer' },
    { path: ['required', 0], message: '"b" is required but not described; did you mean "a"?' },
  ]);
});
