import { describe, expect, test } from 'vitest';
import { validateInput } from '#core/graph/json-schema.ts';
import { initialDraft, inputFields, toInput } from './input-values.ts';

const schema = {
  type: 'object',
  required: ['ticket', 'amount'],
  properties: {
    ticket: { type: 'string', title: 'Ticket text', format: 'textarea' },
    amount: { type: 'number' },
    urgent: { type: 'boolean', default: true },
    tone: { type: 'string', enum: ['kind', 'brief'], default: 'brief' },
    questions: { type: 'array', items: { type: 'string' } },
    extra: { type: 'object' },
  },
};

describe('the form of a run', () => {
  test('has a field for each property, labelled for people', () => {
    expect(inputFields(schema).map((field) => [field.label, field.kind, field.required])).toEqual([
      ['Ticket text', 'long-text', true],
      ['amount', 'number', true],
      ['urgent', 'yes-no', false],
      ['tone', 'choice', false],
      ['questions', 'lines', false],
      ['extra', 'json', false],
    ]);
  });

  test('shows an example while a field is empty', () => {
    const fields = inputFields({ properties: { amount: { type: 'number', examples: [12.5, 3] }, note: {} } });
    expect(fields.map((field) => field.example)).toEqual(['e.g. 12.5', '']);
  });

  test('begins with the defaults, and with the last values once there are some', () => {
    expect(initialDraft(schema, null)).toMatchObject({ ticket: '', urgent: true, tone: 'brief' });
    expect(initialDraft(schema, { ticket: 'Broken', urgent: false, tone: 'kind', gone: 'x' })).toMatchObject({
      ticket: 'Broken',
      urgent: false,
      tone: 'kind',
    });
  });

  test('gives values of the right types', () => {
    const draft = {
      ticket: 'a',
      amount: '12.5',
      urgent: false,
      tone: 'kind',
      questions: 'one\n\n two ',
      extra: '{"a":1}',
    };
    expect(toInput(schema, draft)).toEqual({
      ticket: 'a',
      amount: 12.5,
      urgent: false,
      tone: 'kind',
      questions: ['one', 'two'],
      extra: { a: 1 },
    });
  });

  test('what is no number is refused at its field, and an empty optional field is left out', () => {
    const input = toInput(schema, { ticket: 'a', amount: 'much', urgent: true, tone: '', questions: '', extra: '' });
    expect(Object.keys(input)).toEqual(['ticket', 'amount', 'urgent']);
    const checked = validateInput(schema, input);
    expect(checked.ok).toBe(false);
  });
});
