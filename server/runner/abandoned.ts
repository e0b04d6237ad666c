import type { RunEvent } from '#core/run/events.ts';
import type { Cause } from './cause.ts';
import type { Entry } from './ledger.ts';

/** What is left of units that were given up before they were durable. */
export interface Abandoned {
  /** What still holds and has to be applied anew, oldest first. */
  causes: Cause[];
  /** Executions whose attempt began with one of the units: it was given what may never have been. */
  begun: string[];
}

/** Sorts out what an attempt said that never began: whoever waits for it is told. */
export function abandonedOf(entries: readonly Entry[]): Abandoned {
  const begun = entries.flatMap(({ unit }) => unit.events.flatMap(beginning));
  const causes: Cause[] = [];
  for (const [at, { cause }] of entries.entries()) {
    const { by } = cause;
    // What the oldest one is about began before it: what its own unit begins again is no reason to forget it.
    const isGone = at > 0 && by && begun.some(({ key, attempt }) => key === by.key && attempt === by.attempt);
    if (isGone) cause.settled?.(false);
    else causes.push(cause);
  }
  return { causes, begun: begun.map(({ key }) => key) };
}

function beginning(event: RunEvent): { key: string; attempt: number }[] {
  return event.type === 'node.started' || event.type === 'node.resumed' ? [event] : [];
}
