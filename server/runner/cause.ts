import type { RunEventBody } from '#core/run/events.ts';
import type { ApprovalRow } from './journal-store.ts';

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
  /** Called when the unit is durable, or with false when it never will be. */
  settled?(durable: boolean): void;
}
