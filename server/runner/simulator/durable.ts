import type { RunEvent } from '#core/run/events.ts';
import type { Completion } from '#core/run/testing/drive.ts';
import type { RunSignal } from '../signal-payload.ts';

/** A completion by name. The attempts of a wait are not told apart: it ends once. */
export function completionName({ key, attempt, of }: Pick<Completion, 'key' | 'attempt' | 'of'>): string {
  return of === 'wait' ? `wait:${key}` : `${of}:${key}:${attempt}`;
}

/** What outlives the process that saw it, by name: it is in an event, or in a signal that waits to be folded. */
export function durableCompletions(
  events: readonly RunEvent[],
  signals: ReadonlyMap<string, RunSignal>,
): ReadonlySet<string> {
  const durable = new Set<string>();
  for (const event of events) addEvent(durable, event);
  for (const { payload } of signals.values()) {
    if (payload.kind === 'timer') {
      durable.add(`wait:${payload.key}`);
      durable.add(`retry:${payload.key}:${payload.attempt}`);
    }
    if (payload.kind === 'decision') durable.add(`wait:${payload.key}`);
    if (payload.kind === 'resolve' && payload.how === 'happened') durable.add(`executor:${payload.key}:1`);
  }
  return durable;
}

function addEvent(durable: Set<string>, event: RunEvent): void {
  switch (event.type) {
    case 'node.resumed':
      if (event.reason === 'retry') durable.add(`retry:${event.key}:${event.attempt}`);
      return;
    case 'node.retrying':
      durable.add(`executor:${event.key}:${event.attempt - 1}`);
      return;
    case 'map.expanded':
      durable.add(`executor:${event.key}:1`);
      return;
    case 'node.waiting':
      if (event.reason !== 'outcome_unknown') durable.add(`executor:${event.key}:${event.attempt}`);
      return;
    case 'node.succeeded':
      durable.add(`wait:${event.key}`);
      addAttempts(durable, event);
      return;
    case 'node.failed':
      addAttempts(durable, event);
      return;
    default:
      return;
  }
}

/** The attempts up to the last one: one of which nobody knew the outcome ended with the one that was made instead. */
function addAttempts(durable: Set<string>, { key, attempt }: { key: string; attempt?: number }): void {
  for (let each = 1; each <= (attempt ?? 1); each++) durable.add(`executor:${key}:${each}`);
}

type Wait = Extract<RunEvent, { type: 'node.waiting' | 'node.retrying' }>;

/** The last wait of an execution, a retry's included. */
export function lastWait(events: readonly RunEvent[], key: string): Wait | null {
  const wait = events.findLast(
    (event) => (event.type === 'node.waiting' || event.type === 'node.retrying') && event.key === key,
  );
  return wait?.type === 'node.waiting' || wait?.type === 'node.retrying' ? wait : null;
}

/** Whether a person must say what became of an attempt. */
export function isUnknown(wait: Wait | null): boolean {
  return wait?.type === 'node.waiting' && wait.reason === 'outcome_unknown';
}
