import { expect, test } from 'vitest';
import { valueAt } from '#core/expr/config-path.ts';
import { withValueAt } from './config-path.ts';

const config = {
  cases: [
    { port: 'a', when: '1' },
    { port: 'b', when: '2' },
  ],
  other: { deep: true },
};

test('changes one place and keeps the identity of everything beside it', () => {
  const next = withValueAt(config, ['cases', 0, 'when'], 'x');
  expect(valueAt(next, ['cases', 0, 'when'])).toBe('x');
  expect(next.other).toBe(config.other);
  expect(valueAt(next, ['cases', 1])).toBe(config.cases[1]);
  expect(config.cases[0]?.when).toBe('1');
});

test('makes the objects on the way, and removes with undefined', () => {
  expect(withValueAt({}, ['approvers', 'required'], 2)).toEqual({ approvers: { required: 2 } });
  expect(withValueAt(config, ['cases', 0], undefined)).toEqual({ cases: [config.cases[1]], other: config.other });
  expect(withValueAt({ a: 1 }, ['a'], undefined)).toEqual({});
});
