import type { Json } from '#core/json.ts';
import { can, isInScope, requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { notFound, requireId } from '#server/ids.ts';
import { loadRun } from './load-run.ts';
import type { RunOutput } from './run.schema.ts';
import { readQueuePlace, type QueuePlace } from './queue-place.ts';
import { findRedrives, findRun, readArtifacts } from './run-repository.ts';

/** A run with its pinned document and its state now. */
export async function getRun(deps: Deps, actor: Actor, input: { id: string }): Promise<RunOutput> {
  requirePermission(actor, 'run:view');
  const { run, document, state } = await loadRun(deps, actor, input.id);
  return {
    id: run.id,
    workflow: run.workflow,
    version: run.version,
    simulated: run.simulated,
    document,
    state,
    archived: run.archivedAt !== null,
    redrives: await findRedrives(deps, run.id),
    permissions: {
      start: can(actor, 'run:start'),
      cancel: can(actor, 'run:cancel'),
      // Who may decide is the gate's to say: it can name people who are no approvers.
      decide: isInScope(actor, 'gate:decide'),
      resolve: can(actor, 'run:resolve'),
      archive: can(actor, 'run:archive'),
      delete: can(actor, 'run:delete'),
    },
  };
}

/** What a queued run waits for: null when it is about to start, or has started. @throws FermataError NOT_FOUND */
export async function getQueuePlace(deps: Deps, actor: Actor, input: { id: string }): Promise<QueuePlace | null> {
  requirePermission(actor, 'run:view');
  const run = await findRun(deps, actor, input.id);
  return readQueuePlace(deps.pool, run.id);
}

/** The value behind a reference of a run's events. @throws FermataError NOT_FOUND */
export async function getRunValue(deps: Deps, actor: Actor, input: { id: string; ref: string }): Promise<Json> {
  requirePermission(actor, 'run:view');
  const run = await findRun(deps, actor, input.id);
  const ref = requireId(input.ref, 'value');
  const value = (await readArtifacts(deps.pool, run.id, [ref])).get(ref);
  if (value === undefined) throw notFound('value');
  return value;
}
