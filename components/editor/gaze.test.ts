import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Gaze } from './gaze.ts';

let told: (string | null)[];
/** Each call waits until it is answered. */
let answers: PromiseWithResolvers<void>[];
let gaze: Gaze;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  answers = [];
  gaze = new Gaze((node) => {
    told.push(node);
    const answer = Promise.withResolvers<void>();
    answers.push(answer);
    return answer.promise;
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('what is selected is told to the others', () => {
  test('to nobody while nobody is there, and to whoever comes', async () => {
    gaze.look('a');
    await pass(1_000);
    expect(told).toEqual([]);
    gaze.seen(true);
    await pass(300);
    expect(told).toEqual(['a']);
  });

  test('after a while, and then only the last of it', async () => {
    gaze.seen(true);
    for (const node of ['a', 'b', 'c']) gaze.look(node);
    await pass(299);
    expect(told).toEqual([]);
    await pass(1);
    expect(told).toEqual(['c']);
  });

  test('one call at a time: what changed meanwhile follows, and what changed back is not told again', async () => {
    gaze.seen(true);
    gaze.look('a');
    await pass(300);
    gaze.look('b');
    await pass(1_000);
    expect(told).toEqual(['a']);
    answers[0]?.resolve();
    await pass(300);
    expect(told).toEqual(['a', 'b']);
    answers[1]?.resolve();
    await pass(0);
    gaze.look(null);
    gaze.look('b');
    await pass(1_000);
    expect(told).toEqual(['a', 'b']);
  });

  test('again to a stream that was opened anew, and after a call that failed', async () => {
    gaze.seen(true);
    gaze.look('a');
    await pass(300);
    answers[0]?.reject(new Error('offline'));
    await pass(0);
    gaze.seen(false);
    gaze.seen(true);
    await pass(300);
    expect(told).toEqual(['a', 'a']);
    answers[1]?.resolve();
    await pass(0);
    gaze.look('b');
    await pass(300);
    expect(told).toEqual(['a', 'a', 'b']);
  });
});
