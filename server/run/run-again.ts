import { FermataError } from '#core/errors.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { loadRun, resolverFor } from './load-run.ts';
import { startRun } from './start-run.ts';

/**
 * Starts a new run with the input of an earlier one: of the draft where that was a test run, else of the version that
 * is published now.
 * @throws FermataError as `startRun` does
 */
export async function runAgain(deps: Deps, actor: Actor, input: { id: string }): Promise<{ id: string }> {
  requirePermission(actor, 'run:start');
  const { run, state } = await loadRun(deps, actor, input.id);
  if (!state.created) throw new FermataError('INTERNAL', 'The run has no first event.');
  const resolve = await resolverFor(deps.pool, run.id, [state.created.input]);
  return startRun(deps, actor, {
    workflow: run.workflow.name,
    input: resolve(state.created.input),
    source: run.version === null ? 'draft' : 'published',
    simulated: run.simulated,
  });
}
