import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schemaProblems } from '#core/graph/json-schema.ts';
import { isJsonObject } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { addField, fieldNameProblem, fieldsOf, moveField, withFields } from './schema-fields.ts';
import { kindOf, unshownKeywords, VALUE_KINDS, withKind } from './schema-kinds.ts';
import { choicesOf, exampleOf, readValue, withChoices, withExample } from './schema-values.ts';

/** Schemas as people and programs write them, with mistakes and with keywords that nobody here knows. */
const nameArb = fc.oneof(
  fc.constantFrom('a', 'b', 'ticket', 'with space', '__proto__', 'constructor', '7'),
  fc.string({ maxLength: 4 }),
);
function schemasOf(depth: number): fc.Arbitrary<JsonObject> {
  const inner: fc.Arbitrary<Json> = depth === 0 ? fc.constant({ type: 'string' }) : schemasOf(depth - 1);
  return fc
    .record(
      {
        type: fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom('string', 'number', 'integer', 'boolean', 'array', 'object') },
          { weight: 1, arbitrary: fc.constantFrom<Json>(['string', 'null'], 'text', 3) },
        ),
        title: fc.string({ maxLength: 5 }),
        description: fc.string({ maxLength: 5 }),
        format: fc.constantFrom('textarea', 'date', 'email', 'colour'),
        enum: fc.oneof(fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 }), fc.constantFrom<Json>([1, 2], 'x')),
        default: fc.constantFrom<Json>('x', 1, null, ['y']),
        examples: fc.constantFrom<Json>(['x', 'y'], [1], 'no list'),
        minimum: fc.nat(3),
        maxLength: fc.nat(3),
        anyOf: fc.constant<Json>([{ type: 'string' }]),
        items: inner,
        required: fc.oneof(fc.array(nameArb, { maxLength: 3 }), fc.constantFrom<Json>(true, [1])),
        additionalProperties: fc.boolean(),
        properties: fc.oneof(
          { weight: 8, arbitrary: fc.dictionary(nameArb, fc.oneof(fc.constant(true), inner), { maxKeys: 4 }) },
          { weight: 1, arbitrary: fc.constantFrom<Json>('none', [1]) },
        ),
      },
      { requiredKeys: [] },
    )
    .map((schema) => JSON.parse(JSON.stringify(schema)) as JsonObject);
}
const schemaArb = schemasOf(1);

describe('a schema as fields', () => {
  test('written back unchanged it is the same text, whatever it says', () => {
    fc.assert(
      fc.property(schemaArb, (schema) => {
        expect(JSON.stringify(withFields(schema, fieldsOf(schema)))).toBe(JSON.stringify(schema));
      }),
    );
  });

  test('the fields that were written are the fields that are read', () => {
    const fieldsArb = fc.uniqueArray(
      fc.record({ name: nameArb, required: fc.boolean(), schema: schemaArb as fc.Arbitrary<Json> }),
      { selector: (field) => field.name, maxLength: 4 },
    );
    fc.assert(
      fc.property(schemaArb, fieldsArb, (schema, fields) => {
        const byName = new Map(fieldsOf(withFields(schema, fields)).map((field) => [field.name, field]));
        expect(byName).toEqual(new Map(fields.map((field) => [field.name, field])));
      }),
    );
  });

  test('a change of one field leaves everything else as it was', () => {
    fc.assert(
      fc.property(schemaArb, schemaArb, fc.nat(5), (schema, other, at) => {
        const fields = fieldsOf(schema);
        const field = fields[at];
        fc.pre(field !== undefined);
        if (!field) return;
        const next = withFields(schema, fields.with(at, { ...field, schema: other }));
        const without = (whole: JsonObject) => ({
          ...whole,
          properties: Object.entries(whole.properties as JsonObject).filter(([name]) => name !== field.name),
        });
        expect(without(next)).toEqual(without(schema));
        expect(fieldsOf(next)[at]?.schema).toEqual(other);
      }),
    );
  });

  test('moved down and up again nothing has changed', () => {
    fc.assert(
      fc.property(schemaArb, fc.nat(5), (schema, at) => {
        fc.pre(fieldsOf(schema).every(({ name }) => !/^\d+$/.test(name)) && at + 1 < fieldsOf(schema).length);
        expect(JSON.stringify(moveField(moveField(schema, at, 1), at + 1, -1))).toBe(JSON.stringify(schema));
      }),
    );
  });

  test('a new field gets a free name and makes an empty schema one of objects', () => {
    const first = addField({});
    expect(first).toEqual({ name: 'field', schema: { type: 'object', properties: { field: { type: 'string' } } } });
    expect(addField(first.schema).name).toBe('field_2');
    expect(fieldNameProblem('field', ['field'])).toMatch(/already/);
    expect(fieldNameProblem('7th', [])).toMatch(/not a digit first/);
  });

  test('a required name that nobody describes is not dropped in silence', () => {
    const schema = { type: 'object', required: ['ghost', 'a'], properties: { a: { type: 'string' } } };
    const [a] = fieldsOf(schema);
    expect(a && withFields(schema, [{ ...a, required: false }]).required).toEqual(['ghost']);
  });
});

describe('the kind of a value', () => {
  test('is what was chosen, and choosing what it is changes nothing', () => {
    fc.assert(
      fc.property(schemaArb, fc.constantFrom(...VALUE_KINDS), (schema, kind) => {
        expect(kindOf(withKind(schema, kind))).toBe(kind);
        const own = kindOf(schema);
        if (own !== null) expect(withKind(schema, own)).toBe(schema);
      }),
    );
  });

  test('another one makes no new mistake, and keeps title and description', () => {
    fc.assert(
      fc.property(schemaArb, fc.constantFrom(...VALUE_KINDS), (schema, kind) => {
        const next = withKind(schema, kind);
        expect(schemaProblems(schema)).toEqual(expect.arrayContaining(schemaProblems(next)));
        expect([next.title, next.description]).toEqual([schema.title, schema.description]);
      }),
    );
  });

  test('every keyword is either shown or named as not shown', () => {
    fc.assert(
      fc.property(schemaArb, fc.constantFrom('input', 'part', 'answer'), (schema, purpose) => {
        fc.pre(kindOf(schema) !== null);
        const unshown = unshownKeywords(schema, purpose);
        expect(unshown).toEqual(
          expect.arrayContaining(['anyOf', 'maxLength'].filter((key) => Object.hasOwn(schema, key))),
        );
        expect(unshown.filter((key) => ['type', 'title', 'description'].includes(key))).toEqual([]);
      }),
    );
  });

  test.each<[Json, string | null]>([
    [{ type: 'string', format: 'textarea' }, 'long-text'],
    [{ type: 'string', format: 'colour' }, 'text'],
    [{ enum: ['a'] }, 'choice'],
    [{ enum: [1, 2] }, null],
    [{ type: ['string', 'null'] }, null],
    [{ title: 'x' }, 'any'],
    [true, null],
  ])('%j is %s', (schema, kind) => {
    expect(kindOf(schema)).toBe(kind);
  });

  test('what a kind has no field for is named', () => {
    expect(unshownKeywords({ type: 'string', format: 'colour', minLength: 2 }, 'input')).toEqual([
      'format',
      'minLength',
    ]);
    const both = { type: 'string', default: 'x', examples: ['y'] };
    expect(unshownKeywords(both, 'input')).toEqual([]);
    expect(unshownKeywords(both, 'part')).toEqual(['examples']);
    expect(unshownKeywords(both, 'answer')).toEqual(['default', 'examples']);
  });
});

describe('values of a field', () => {
  test('choices are lines, and a default that is no choice any more goes', () => {
    expect(choicesOf(' small \n\nlarge\nsmall')).toEqual(['small', 'large']);
    const schema = { type: 'string', enum: ['s', 'm'], default: 'm', title: 'Size' };
    expect(withChoices(schema, ['s', 'l'])).toEqual({ type: 'string', enum: ['s', 'l'], title: 'Size' });
    expect(withChoices(schema, ['m'])).toMatchObject({ default: 'm' });
  });

  test('an example is the first of them, the others stay', () => {
    expect(withExample({ examples: ['a', 'b'] }, 'c')).toEqual({ examples: ['c', 'b'] });
    expect(withExample({ examples: ['a'] }, undefined)).toEqual({});
    expect(exampleOf({ examples: ['a', 'b'] })).toBe('a');
  });

  test('a text becomes a value of its kind, or a sentence', () => {
    expect(readValue({ type: 'integer' }, 'integer', '12')).toEqual({ ok: true, value: 12 });
    expect(readValue({ type: 'integer' }, 'integer', '')).toEqual({ ok: true, value: undefined });
    expect(readValue({ type: 'integer' }, 'integer', '1.5')).toEqual({
      ok: false,
      message: 'Must be a whole number, is number.',
    });
    expect(readValue({ type: 'number' }, 'number', 'ten')).toEqual({ ok: false, message: 'This is no number.' });
    expect(readValue({ type: 'string', format: 'email' }, 'email', 'ada')).toMatchObject({ ok: false });
    // A broken default must not stand in the way of a good one.
    expect(isJsonObject({}) && readValue({ type: 'string', default: 3 }, 'text', 'x')).toEqual({
      ok: true,
      value: 'x',
    });
  });
});
