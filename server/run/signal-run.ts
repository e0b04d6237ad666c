import { FermataError } from '#core/errors.ts';
import type { Json } from '#core/json.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import { storable, storableText } from '#server/db/storable.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { notFound } from '#server/ids.ts';
import { loadRun } from './load-run.ts';
import type { ResolveNodeInput } from './run.schema.ts';
import { findRun } from './run-repository.ts';

/** Stops a run. Stopping it twice, or after its end, changes nothing and is no error. */
export async function cancelRun(deps: Deps, actor: Actor, input: { id: string; reason?: string }): Promise<void> {
  requirePermission(actor, 'run:cancel');
  const run = await findRun(deps, actor, input.id);
  const reason = storableText(input.reason ?? '');
  await withTransaction(deps.pool, (client) =>
    deps.gateway.signal(client, run.id, 'cancel', { kind: 'cancel', by: personOf(actor), reason }),
  );
}

/**
 * Says what became of a node whose outcome is unknown.
 * @throws FermataError NOT_FOUND for an unknown key; CONFLICT when the node does not wait for this (any more).
 */
export async function resolveNode(deps: Deps, actor: Actor, input: ResolveNodeInput): Promise<void> {
  requirePermission(actor, 'run:resolve');
  const { run, state } = await loadRun(deps, actor, input.id);
  const execution = Object.hasOwn(state.executions, input.key) ? state.executions[input.key] : undefined;
  if (!execution) throw notFound('node execution in this run');
  if (execution.status !== 'waiting' || execution.reason !== 'outcome_unknown') {
    throw new FermataError('CONFLICT', `The node "${input.key}" does not wait for a person to say what happened.`, {
      details: { status: execution.status },
    });
  }
  const output: { output?: Json } = input.how === 'happened' ? { output: storable(input.output ?? null) } : {};
  const answer = await withTransaction(deps.pool, (client) =>
    deps.gateway.signal(client, run.id, `resolve:${input.key}:${execution.attempt}`, {
      kind: 'resolve',
      key: input.key,
      how: input.how,
      ...output,
      by: personOf(actor),
      reason: storableText(input.reason),
    }),
  );
  if (answer === 'sent') return;
  throw new FermataError('CONFLICT', 'Somebody answered this already, or the run has ended.');
}

export function personOf({ user }: Actor): { id: string; name: string; email: string } {
  return { id: user.id, name: user.name, email: user.email };
}
