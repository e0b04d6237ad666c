import type { AgentStep } from '#core/node/executor.ts';
import type { Attempt, AttemptEnd } from './attempt.ts';
import type { Entry, Settled } from './ledger.ts';
import type { RunSignal } from './signal-payload.ts';

/** All that can happen to a segment. */
export type SegmentMessage =
  | { kind: 'ended'; attempt: Attempt; end: AttemptEnd }
  | { kind: 'step'; attempt: Attempt; step: AgentStep; settled(durable: boolean): void }
  | { kind: 'due'; key: string; attempt: number }
  | { kind: 'signals'; signals: RunSignal[] }
  | { kind: 'settled'; entry: Entry; result: Settled }
  | { kind: 'room' }
  | { kind: 'stop' }
  | { kind: 'deadline' }
  | { kind: 'drop' };
