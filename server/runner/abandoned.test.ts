import { expect, test } from 'vitest';
import type { RunEvent } from '#core/run/events.ts';
import { abandonedOf } from './abandoned.ts';
import type { Cause } from './cause.ts';
import type { Entry } from './ledger.ts';

const resumed = (key: string, attempt: number): RunEvent => ({
  v: 1,
  seq: 1,
  at: '2026-01-01T00:00:00.000Z',
  type: 'node.resumed',
  key,
  attempt,
  reason: 'retry',
});

const entry = (cause: Cause, events: RunEvent[]): Entry =>
  ({ cause, unit: { events }, snapshot: null, whenDurable: [] }) as unknown as Entry;

/** A retry that falls due: the attempt it speaks for begins with its own unit. */
const due: Cause = { bodies: [], by: { key: 'x', attempt: 2 } };
/** What an attempt said that began with that unit. */
const said: Cause = { bodies: [], by: { key: 'x', attempt: 2 } };
const other: Cause = { bodies: [], by: { key: 'y', attempt: 1 } };

test('what the oldest unit is about is told again, though its own unit began it', () => {
  expect(abandonedOf([entry(due, [resumed('x', 2)])])).toEqual({ causes: [due], begun: ['x'] });
});

test('what an attempt said that began with a unit given up is gone, and whoever waits for it hears so', () => {
  const answers: boolean[] = [];
  const waiting: Cause = { ...said, settled: (durable) => answers.push(durable) };
  const entries = [entry(due, [resumed('x', 2)]), entry(waiting, []), entry(other, [])];
  expect(abandonedOf(entries)).toEqual({ causes: [due, other], begun: ['x'] });
  expect(answers).toEqual([false]);
});
