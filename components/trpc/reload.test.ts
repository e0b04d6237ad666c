import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { reload } from './reload.ts';

/** A list on the screen, whose loads are answered by hand with what is true at that moment. */
function shown() {
  const client = new QueryClient();
  let truth = 'old';
  const answers: (() => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ['list'],
    queryFn: () => {
      const value = truth;
      return new Promise<string>((resolve) => answers.push(() => resolve(value)));
    },
  });
  observer.subscribe(() => undefined);
  return { client, answers, observer, change: () => (truth = 'new') };
}

const filter = { queryKey: ['list'] };

test('a change that is announced during the first load is seen after it', async () => {
  const { client, answers, observer, change } = shown();
  change();
  const reloaded = reload(client, filter);
  answers[0]?.();
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.();
  await reloaded;
  expect(observer.getCurrentResult().data).toBe('new');
});

test('later, one load is enough', async () => {
  const { client, answers, observer, change } = shown();
  answers[0]?.();
  await expect.poll(() => observer.getCurrentResult().data).toBe('old');
  change();
  const reloaded = reload(client, filter);
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.();
  await reloaded;
  expect(answers).toHaveLength(2);
  expect(observer.getCurrentResult().data).toBe('new');
});
