import type { RunEvent } from '#core/run/events.ts';
import type { Completion } from '#core/run/testing/drive.ts';
import type { RunSignal } from '../signal-payload.ts';

/** Whether a completion outlives the process that saw it: by an event, or by a signal that waits to be folded. */
export function isDurable(
  { key, attempt, of }: Completion,
  events: readonly RunEvent[],
  signals: ReadonlyMap<string, RunSignal>,
): boolean {
  if (of !== 'executor' && signals.has(`timer:${key}:${attempt}`)) return true;
  if (of === 'wait') {
    const decided = [...signals.values()].some(({ payload }) => payload.kind === 'decision' && payload.key === key);
    return decided || events.some((event) => event.type === 'node.succeeded' && event.key === key);
  }
  return events.some((event) => {
    if (!('key' in event) || event.key !== key) return false;
    if (of === 'retry') return event.type === 'node.resumed' && event.reason === 'retry' && event.attempt === attempt;
    if (event.type === 'node.retrying') return event.attempt === attempt + 1;
    if (event.type === 'map.expanded') return true;
    const ends = event.type === 'node.succeeded' || event.type === 'node.failed' || event.type === 'node.waiting';
    return ends && event.attempt === attempt;
  });
}

/** The last wait of an execution, a retry's included. */
export function lastWait(events: readonly RunEvent[], key: string): { dueAt?: string } | null {
  const wait = events.findLast(
    (event) => (event.type === 'node.waiting' || event.type === 'node.retrying') && event.key === key,
  );
  return wait?.type === 'node.waiting' || wait?.type === 'node.retrying' ? wait : null;
}
