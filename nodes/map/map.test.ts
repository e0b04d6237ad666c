import { expect, test } from 'vitest';
import { executionContext } from '#core/node/testing/execution-context.ts';
import { mapDefinition } from './definition.ts';
import { mapExecutor } from './executor.ts';

const execute = (items: Parameters<typeof mapExecutor.execute>[0]['items']) =>
  mapExecutor.execute({ items }, executionContext().context);

test('gives the list to the scheduler, empty or not', async () => {
  expect(await execute([1, { a: 2 }])).toEqual({ kind: 'expanded', items: [1, { a: 2 }] });
  expect(await execute([])).toEqual({ kind: 'expanded', items: [] });
});

test.each([
  [null, 'nothing'],
  [{ a: 1 }, 'an object'],
  ['a, b', 'a string'],
])('%j is not a list', async (items, found) => {
  await expect(execute(items)).rejects.toMatchObject({
    error: { code: 'MAP_ITEMS_INVALID', message: expect.stringContaining(found), retryable: false },
  });
});

test('D-21: a list of 10,000 items is taken, a longer one fails before anything runs', async () => {
  for (const length of [9_999, 10_000]) {
    expect(await execute(Array(length).fill(0))).toMatchObject({ kind: 'expanded', items: { length } });
  }
  await expect(execute(Array(10_001).fill(0))).rejects.toMatchObject({ error: { code: 'MAP_TOO_MANY_ITEMS' } });
});

test.each([
  ['', 1],
  ['a, b', 1],
  ['{{ input.items }}', 0],
])('the list %j has %i problems', (items, count) => {
  expect(mapDefinition.check?.(mapDefinition.config.parse({ items }))).toHaveLength(count);
});
