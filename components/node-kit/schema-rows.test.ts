import { expect, test } from 'vitest';
import { asKind, newRow, rowsOf, withChoices, withRows, withTitle } from './schema-rows.ts';

const schema = {
  type: 'object',
  required: ['ticket'],
  additionalProperties: false,
  properties: {
    ticket: { type: 'string', title: 'Ticket text', format: 'textarea', description: 'As it came in' },
    mood: { type: 'string', enum: ['calm', 'angry'] },
    parts: { type: 'array', items: { type: 'object' } },
  },
};

test('rows say what a schema says, and writing them back changes nothing', () => {
  const rows = rowsOf(schema);
  expect(rows.map((row) => [row.name, row.kind, row.required])).toEqual([
    ['ticket', 'long-text', true],
    ['mood', 'choice', false],
    ['parts', 'list', false],
  ]);
  expect(withRows(schema, rows)).toEqual(schema);
});

test('what a row does not show survives its edits', () => {
  const [ticket, ...others] = rowsOf(schema);
  if (!ticket) throw new Error('no row');
  const next = withRows(schema, [withTitle(asKind(ticket, 'text'), 'Ticket'), ...others]);
  expect(next.properties).toMatchObject({ ticket: { type: 'string', title: 'Ticket', description: 'As it came in' } });
  expect(next).toMatchObject({ additionalProperties: false });
});

test('a choice begins with something to choose, and an optional row leaves no empty list behind', () => {
  const choice = asKind(newRow('size'), 'choice');
  expect(choice.schema).toEqual({ type: 'string', enum: ['one', 'two'] });
  expect(withRows({}, [withChoices(choice, ['s', 'm'])])).toEqual({
    type: 'object',
    properties: { size: { type: 'string', enum: ['s', 'm'] } },
  });
});
