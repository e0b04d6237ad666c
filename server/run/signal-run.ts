import { FermataError } from '#core/errors.ts';
import type { Json } from '#core/json.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import { storable, storableText } from '#server/db/storable.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { notFound } from '#server/ids.ts';
import { loadRun } from './load-run.ts';
import type { ResolveNodeInput } from './run.schema.ts';
import { findRun } from './run-repository.ts';
import { runTarget } from './run-target.ts';

/** Stops a run. Stopping it twice, or after its end, changes nothing and is no error. */
export async function cancelRun(deps: Deps, actor: Actor, input: { id: string; reason?: string }): Promise<void> {
  requirePermission(actor, 'run:cancel');
  const run = await findRun(deps, actor, input.id);
  const reason = storableText(input.reason ?? '');
  await withTransaction(deps.pool, async (client) => {
    const cancel = { kind: 'cancel', by: personOf(actor), reason } as const;
    if ((await deps.gateway.signal(client, run.id, 'cancel', cancel)) !== 'sent') return;
    await recordAudit(deps, client, actor, {
      action: 'run.cancelled',
      target: runTarget(run.id, run.workflow.title),
      details: { reason },
    });
  });
}

/**
 * Says what became of a node whose outcome is unknown.
 * @throws FermataError VALIDATION for an output of what did not happen; NOT_FOUND for an unknown key; CONFLICT when the
 * node does not wait for this (any more).
 */
export async function resolveNode(deps: Deps, actor: Actor, input: ResolveNodeInput): Promise<void> {
  requirePermission(actor, 'run:resolve');
  if (input.how !== 'happened' && input.output !== undefined) {
    throw new FermataError('VALIDATION', 'Only a node that did it has an output: leave it out, or say "happened".', {
      details: [{ path: ['output'], message: 'Only with "happened".' }],
    });
  }
  const { run, state } = await loadRun(deps, actor, input.id);
  const execution = Object.hasOwn(state.executions, input.key) ? state.executions[input.key] : undefined;
  if (!execution) throw notFound('node execution in this run');
  if (execution.status !== 'waiting' || execution.reason !== 'outcome_unknown') {
    throw new FermataError('CONFLICT', `The node "${input.key}" does not wait for a person to say what happened.`, {
      details: { status: execution.status },
    });
  }
  const output: { output?: Json } = input.how === 'happened' ? { output: storable(input.output ?? null) } : {};
  const { key, how, reason } = input;
  const answer = await withTransaction(deps.pool, async (client) => {
    const answer = await deps.gateway.signal(client, run.id, `resolve:${key}:${execution.attempt}`, {
      kind: 'resolve',
      key,
      how,
      ...output,
      by: personOf(actor),
      reason: storableText(reason),
    });
    if (answer !== 'sent') return answer;
    const details = { node: key, how, reason };
    await recordAudit(deps, client, actor, {
      action: 'run.resolved',
      target: runTarget(run.id, run.workflow.title),
      details,
    });
    return answer;
  });
  if (answer === 'sent') return;
  throw new FermataError('CONFLICT', 'Somebody answered this already, or the run has ended.');
}

export function personOf({ user }: Actor): { id: string; name: string; email: string } {
  return { id: user.id, name: user.name, email: user.email };
}
