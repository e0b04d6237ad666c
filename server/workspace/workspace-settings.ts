import { recordAudit } from '#server/audit/record-audit.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { storableText } from '#server/db/storable.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { notFound } from '#server/ids.ts';
import type { UpdateWorkspace, WorkspaceOutput } from './workspace.schema.ts';

const COLUMNS = `name, max_concurrent_runs AS "maxConcurrentRuns", max_queued_runs AS "maxQueuedRuns",
                 retention_days AS "retentionDays"`;

/** The settings of the actor's workspace. @throws FermataError FORBIDDEN */
export async function getWorkspace(deps: Deps, actor: Actor): Promise<WorkspaceOutput> {
  requirePermission(actor, 'workspace:manage');
  const { rows } = await deps.pool.query<WorkspaceOutput>(`SELECT ${COLUMNS} FROM workspace WHERE id = $1`, [
    actor.workspaceId,
  ]);
  if (!rows[0]) throw notFound('workspace');
  return rows[0];
}

/**
 * Changes what is given and leaves the rest. Bounds hold from the next admission on: nothing that runs is stopped.
 * @throws FermataError FORBIDDEN
 */
export async function updateWorkspace(deps: Deps, actor: Actor, change: UpdateWorkspace): Promise<WorkspaceOutput> {
  requirePermission(actor, 'workspace:manage');
  return withTransaction(deps.pool, async (client) => {
    const before = await lockedSettings(client, actor.workspaceId);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const after = { ...before, ...given } as WorkspaceOutput;
    await client.query(
      `UPDATE workspace SET name = $2, max_concurrent_runs = $3, max_queued_runs = $4, retention_days = $5 WHERE id = $1`,
      [actor.workspaceId, storableText(after.name), after.maxConcurrentRuns, after.maxQueuedRuns, after.retentionDays],
    );
    await recordAudit(deps, client, actor, {
      action: 'workspace.changed',
      target: { type: 'workspace', id: actor.workspaceId, name: after.name },
      details: { before: only(before, given), after: only(after, given) },
    });
    return after;
  });
}

async function lockedSettings(client: PoolClient, workspaceId: string): Promise<WorkspaceOutput> {
  const { rows } = await client.query<WorkspaceOutput>(
    // Whoever makes a row that belongs to the workspace need not wait.
    `SELECT ${COLUMNS} FROM workspace WHERE id = $1 FOR NO KEY UPDATE`,
    [workspaceId],
  );
  if (!rows[0]) throw notFound('workspace');
  return rows[0];
}

function only(settings: WorkspaceOutput, keys: object): Record<string, string | number | null> {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key in keys));
}
