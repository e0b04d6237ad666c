import { expect, test } from 'vitest';
import { DRAIN_MS, PROBATION_MS, Solo } from './solo.ts';

/** A clock that moves when it is told to, and segments that end when they are told to. */
function world() {
  let now = 0;
  const alarms = new Set<{ time: number; call: () => void }>();
  const solo = new Solo({
    now: () => now,
    at: (time, call) => {
      const alarm = { time, call };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
  });
  const running: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async () => {
    running.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    running.splice(running.indexOf(name), 1);
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    running,
    alarms,
    shared: async (name: string) => (void solo.shared(work(name)), settled()),
    suspect: async (name: string) => (void solo.exclusive(work(name)), settled()),
    end: async (name: string) => (ends.get(name)?.(), settled()),
    pass: async (ms: number) => {
      now += ms;
      for (const alarm of [...alarms].filter(({ time }) => time <= now)) {
        alarms.delete(alarm);
        alarm.call();
      }
      await settled();
    },
  };
}

test('a suspect begins when the others have ended, and nothing begins beside it', async () => {
  const { running, alarms, shared, suspect, end } = world();
  await shared('a');
  await suspect('s');
  await shared('b');
  expect(running).toEqual(['a']);
  await end('a');
  expect(running).toEqual(['s']);
  await end('s');
  expect(running).toEqual(['b']);
  expect(alarms.size).toBe(0);
});

test('a suspect waits for a long call only for a while, and keeps the others waiting only for a while', async () => {
  const { running, shared, suspect, end, pass } = world();
  await shared('long');
  await suspect('s');
  await shared('next');
  await pass(DRAIN_MS);
  expect(running).toEqual(['long', 's']);
  await pass(PROBATION_MS - 1);
  expect(running).toEqual(['long', 's']);
  await pass(1);
  expect(running).toEqual(['long', 's', 'next']);
  await end('s');
  await shared('later');
  expect(running).toEqual(['long', 'next', 'later']);
});

test('suspects never run side by side, and those that wait for one keep nobody waiting', async () => {
  const { running, shared, suspect, end, pass } = world();
  await suspect('s');
  await suspect('t');
  await pass(PROBATION_MS);
  await shared('a');
  expect(running).toEqual(['s', 'a']);
  await end('s');
  await end('a');
  expect(running).toEqual(['t']);
});
