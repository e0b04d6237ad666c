import { expect, test } from 'vitest';
import { gather } from './gather.ts';

test('what is asked at the same time is asked together, and each gets its own answer', async () => {
  const asked: number[][] = [];
  const double = gather(async (numbers: readonly number[]) => {
    asked.push([...numbers]);
    return numbers.map((number) => number * 2);
  });
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
  expect(asked).toEqual([[1, 2, 3]]);
});

test('a question that cannot be answered spoils nobody else’s', async () => {
  const ask = gather(async (numbers: readonly number[]) => {
    if (numbers.includes(2)) throw new Error('Two cannot be answered');
    return numbers;
  });
  const answers = await Promise.allSettled([1, 2, 3].map(ask));
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'refused'))).toEqual([
    1,
    'refused',
    3,
  ]);
});

test('while the database is away everybody is told at once', async () => {
  let asked = 0;
  const ask = gather(async (): Promise<number[]> => {
    asked += 1;
    throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  });
  const answers = await Promise.allSettled([1, 2, 3].map(ask));
  expect(answers.every((answer) => answer.status === 'rejected')).toBe(true);
  expect(asked).toBe(1);
});
