import { FermataError } from '#core/errors.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { AuditAction } from '#server/audit/audit-actions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { notFound, requireId } from '#server/ids.ts';
import { deleteRunRows } from './delete-run-rows.ts';
import { runTarget } from './run-target.ts';

export interface RunIds {
  ids: string[];
}

interface Row {
  id: string;
  title: string;
  status: string;
  phase: string;
  archived: boolean;
  dismissed: boolean;
}

/** Takes finished runs out of the lists. @throws FermataError NOT_FOUND; CONFLICT for a run that has not ended. */
export async function archiveRuns(deps: Deps, actor: Actor, { ids }: RunIds): Promise<void> {
  requirePermission(actor, 'run:archive');
  await changeRuns(deps, actor, ids, 'run.archived', async (client, runs) => {
    refuseActive(runs, 'archived');
    const open = runs.filter((run) => !run.archived);
    await client.query('UPDATE run SET archived_at = clock_timestamp() WHERE id = ANY($1)', [idsOf(open)]);
    return open;
  });
}

/** Puts archived runs back into the lists. @throws FermataError NOT_FOUND */
export async function restoreRuns(deps: Deps, actor: Actor, { ids }: RunIds): Promise<void> {
  requirePermission(actor, 'run:archive');
  await changeRuns(deps, actor, ids, 'run.restored', async (client, runs) => {
    const archived = runs.filter((run) => run.archived);
    await client.query('UPDATE run SET archived_at = NULL WHERE id = ANY($1)', [idsOf(archived)]);
    return archived;
  });
}

/** Takes failed runs off the dead-letter list. @throws FermataError NOT_FOUND; CONFLICT for a run that did not fail. */
export async function dismissRuns(deps: Deps, actor: Actor, { ids }: RunIds): Promise<void> {
  requirePermission(actor, 'run:resolve');
  await changeRuns(deps, actor, ids, 'run.dismissed', async (client, runs) => {
    const other = runs.find((run) => run.status !== 'failed');
    if (other) throw new FermataError('CONFLICT', `Run ${other.id.slice(-4)} has not failed: nothing to dismiss.`);
    const open = runs.filter((run) => !run.dismissed);
    await client.query('UPDATE run SET dismissed_at = clock_timestamp() WHERE id = ANY($1)', [idsOf(open)]);
    return open;
  });
}

/** Deletes finished runs for good. @throws FermataError NOT_FOUND; CONFLICT for a run that has not ended. */
export async function deleteRuns(deps: Deps, actor: Actor, { ids }: RunIds): Promise<void> {
  requirePermission(actor, 'run:delete');
  await changeRuns(deps, actor, ids, 'run.deleted', async (client, runs) => {
    refuseActive(runs, 'deleted');
    await deleteRunRows(client, idsOf(runs));
    return runs;
  });
}

/** All or none, under the locks of the runs; each that changed is written down. */
async function changeRuns(
  deps: Deps,
  actor: Actor,
  ids: string[],
  action: AuditAction,
  change: (client: PoolClient, runs: Row[]) => Promise<Row[]>,
): Promise<void> {
  const wanted = [...new Set(ids.map((id) => requireId(id, 'run')))];
  await withTransaction(deps.pool, async (client) => {
    const { rows } = await client.query<Row>(
      `SELECT r.id, w.title, r.status, r.phase, r.archived_at IS NOT NULL AS archived,
              r.dismissed_at IS NOT NULL AS dismissed
       FROM run r JOIN workflow w ON w.id = r.workflow_id
       WHERE r.id = ANY($1) AND r.workspace_id = $2 ORDER BY r.id FOR UPDATE OF r`,
      [wanted, actor.workspaceId],
    );
    if (rows.length < wanted.length) throw notFound('run');
    for (const run of await change(client, rows)) {
      await recordAudit(deps, client, actor, { action, target: runTarget(run.id, run.title) });
    }
  });
}

function refuseActive(runs: readonly Row[], what: string): void {
  const active = runs.find((run) => run.phase !== 'final');
  if (!active) return;
  throw new FermataError('CONFLICT', `Run ${active.id.slice(-4)} has not ended. Stop it before it is ${what}.`, {
    details: { id: active.id, status: active.status },
  });
}

function idsOf(runs: readonly Row[]): string[] {
  return runs.map((run) => run.id);
}
