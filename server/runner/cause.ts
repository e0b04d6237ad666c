import type { RunEventBody } from '#core/run/events.ts';
import type { ApprovalRow, ArtifactRow } from './journal-store.ts';
import type { RunSignal } from './signal-payload.ts';

/**
 * Why a unit comes about: the events that something outside the fold brings, before their consequences. A unit that
 * could not be written is made again from its cause.
 */
export interface Cause {
  bodies: RunEventBody[];
  /** What the gates among the bodies show. */
  approvals?: ApprovalRow[];
  /** Keys of the signals that brought it. */
  consumed?: string[];
  withdrawAnyway?: boolean;
  /** The attempt that says so: it counts only while the run knows that this attempt began. */
  by?: { key: string; attempt: number };
  /** Values that the bodies refer to. Written with the unit, whichever it is in the end. */
  artifacts?: ArtifactRow[];
  /** What it takes the place of because the database could not hold that: the end of a node, or of the run. */
  insteadOf?: 'outcome' | 'failure';
  /** Called when the unit is durable, or with false when it never will be. */
  settled?(durable: boolean): void;
}

/** Whether it ends a gate. Of two gates that end each other, the one that was read first does. */
export function endsGate({ bodies }: Cause): boolean {
  return bodies.some(({ type }) => type === 'approval.decided' || type === 'approval.expired');
}

/**
 * What a signal means depends on the state that it meets. Of causes that are made again, those of signals that are
 * still open (`told`, by key) must be cast anew; the others say the same in any state.
 */
export function separateTold(
  causes: readonly Cause[],
  open: readonly RunSignal[],
): { told: readonly string[]; rest: Cause[] } {
  const keys = new Set(open.map((signal) => signal.key));
  const isTold = ({ consumed }: Cause): boolean => consumed?.some((key) => keys.has(key)) ?? false;
  return {
    told: causes.filter(isTold).flatMap((cause) => cause.consumed ?? []),
    rest: causes.filter((cause) => !isTold(cause)),
  };
}
