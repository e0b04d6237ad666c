import { NodeFailure } from '#core/node/executor.ts';
import type { Cause } from './cause.ts';
import { type CauseContext, failureCause } from './outcome-cause.ts';
import { storableError } from './readable-error.ts';

/**
 * What takes the place of a cause whose unit the database cannot hold: its node fails, or without one the run. The run
 * fails too when it is what follows from the node's failure that cannot be held.
 * @throws when not even the failure of the run can be.
 */
export function refusedCause(context: CauseContext, cause: Cause, reason: string): Cause {
  const consumed = cause.consumed ? { consumed: cause.consumed } : {};
  cause.settled?.(false);
  const message = `The database cannot keep what it put out: ${reason}`;
  if (cause.insteadOf === 'failure') throw new Error(message);
  for (const body of cause.insteadOf === 'outcome' ? [] : cause.bodies) {
    if (!('key' in body) || !body.key) continue;
    const execution = context.state.executions[body.key];
    if (execution?.status !== 'running' && execution?.status !== 'waiting') continue;
    const failure = new NodeFailure({ code: 'OUTPUT_REFUSED', message });
    return { ...failureCause(context, body.key, execution.attempt, failure), ...consumed, insteadOf: 'outcome' };
  }
  const error = storableError({ code: 'INTERNAL', message, retryable: false });
  return { bodies: [{ type: 'run.failed', error }], ...consumed, insteadOf: 'failure' };
}
