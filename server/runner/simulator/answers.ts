import type { EventOf } from '#core/run/events.ts';
import type { Completion, Script } from '#core/run/testing/drive.ts';
import type { RunSignal } from '../signal-payload.ts';
import type { MemoryRun } from './memory-database.ts';

/** What comes from outside to a run that waits. */

/** The timer row of a wait, as the sweep would fire it. */
export function timerSignal({ timers }: MemoryRun, { key, attempt }: Completion): RunSignal | null {
  const timer = timers.get(`${key}:${attempt}`);
  return timer ? { key: `timer:${key}:${attempt}`, payload: { kind: 'timer', ...timer } } : null;
}

/** Decides the gate that is open under the key, in its row and for the run. */
export function decisionSignal(run: MemoryRun, completion: Completion, behave: Script['behave']): RunSignal | null {
  const { key } = completion;
  const gate = [...run.approvals].find(([, row]) => row.key === key && row.status === 'pending');
  if (!gate) return null;
  const [approvalId, row] = gate;
  const behaviour = behave(completion, null);
  const decision = behaviour.do === 'succeed' && behaviour.port === 'rejected' ? 'rejected' : 'approved';
  row.status = decision;
  return {
    key: `decision:${approvalId}`,
    payload: {
      kind: 'decision',
      approvalId,
      key,
      decision,
      by: [],
      comment: '',
      values: {},
      edited: false,
      decidedAt: '',
    },
  };
}

/** A person looks whether an effect whose outcome nobody knows has happened, and has it made if it has not. */
export function resolutionSignal(
  { key, attempt }: Pick<EventOf<'node.waiting'>, 'key' | 'attempt'>,
  effects: ReadonlyMap<string, number>,
): RunSignal {
  const happened = effects.has(effectName(key));
  return {
    key: `resolve:${key}:${attempt}`,
    payload: {
      kind: 'resolve',
      key,
      ...(happened ? { how: 'happened', output: key } : { how: 'retry' }),
      by: { id: 'u', name: 'Ada' },
      reason: '',
    },
  };
}

/** The idempotency key of an execution of the one run there is. */
export function effectName(key: string): string {
  return `run:${key}`;
}
