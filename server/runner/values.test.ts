import { expect, test } from 'vitest';
import { Values } from './values.ts';

const KB = 1024;
const MB = 1024 * KB;
/** A text whose JSON has so many bytes. */
const jsonOf = (bytes: number) => 'x'.repeat(bytes - 2);

test.each([
  ['nothing', null],
  ['the empty text', ''],
  ['one byte less than 32 KB', jsonOf(32 * KB - 1)],
  ['32 KB', jsonOf(32 * KB)],
])('D-21: an output of %s is kept in place', (_, value) => {
  const values = new Values({ values: async () => new Map() }, { id: () => 'ref' });
  expect(values.store(value)).toEqual({ value });
  expect(values.takeFresh()).toEqual([]);
});

test.each([
  ['one byte more than 32 KB', 32 * KB + 1],
  ['1 MB', MB],
  ['one byte less than 50 MB', 50 * MB - 1],
  ['50 MB', 50 * MB],
])('D-21: an output of %s is kept by reference', (_, bytes) => {
  const values = new Values({ values: async () => new Map() }, { id: () => 'ref' });
  const stored = values.store(jsonOf(bytes));
  expect(stored).toEqual({ ref: 'ref', bytes });
  expect(values.takeFresh()).toMatchObject([{ id: 'ref', bytes }]);
  expect(values.resolve(stored)).toHaveLength(bytes - 2);
});

test('D-21: an output above 50 MB is refused with its size, and one nested more than 64 deep', () => {
  const values = new Values({ values: async () => new Map() }, { id: () => 'ref' });
  expect(() => values.store(jsonOf(50 * MB + 1))).toThrow('The value has 51 MB; at most 50 MB can be kept.');
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
  expect(values.store(nested(64))).toEqual({ value: nested(64) });
  expect(() => values.store(nested(65))).toThrow('The data is nested more than 64 levels deep.');
  expect(values.takeFresh()).toEqual([]);
});
