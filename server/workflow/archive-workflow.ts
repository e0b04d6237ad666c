import { FermataError } from '#core/errors.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { notFound } from '#server/ids.ts';
import { deleteRunRows } from '#server/run/delete-run-rows.ts';

interface Row {
  id: string;
  title: string;
  isArchived: boolean;
}

/** Takes a workflow out of the list. It starts no new runs; those under way go on. Twice is fine. */
export async function archiveWorkflow(deps: Deps, actor: Actor, { name }: { name: string }): Promise<void> {
  requirePermission(actor, 'workflow:edit');
  await setArchived(deps, actor, name, true);
}

/** Puts an archived workflow back into use. Twice is fine. */
export async function restoreWorkflow(deps: Deps, actor: Actor, { name }: { name: string }): Promise<void> {
  requirePermission(actor, 'workflow:edit');
  await setArchived(deps, actor, name, false);
}

async function setArchived(deps: Deps, actor: Actor, name: string, archived: boolean): Promise<void> {
  await withTransaction(deps.pool, async (client) => {
    const workflow = await lockWorkflow(client, actor, name);
    if (workflow.isArchived === archived) return;
    await client.query('UPDATE workflow SET archived_at = CASE WHEN $2 THEN clock_timestamp() END WHERE id = $1', [
      workflow.id,
      archived,
    ]);
    await recordAudit(deps, client, actor, {
      action: archived ? 'workflow.archived' : 'workflow.restored',
      target: { type: 'workflow', id: workflow.id, name: workflow.title },
    });
  });
}

/**
 * Deletes an archived workflow with its versions and runs, for good.
 * @param input `confirm`: the workflow's name once more, typed by the person.
 * @throws FermataError VALIDATION when `confirm` is another name; CONFLICT for a workflow that is not archived or has
 * runs that have not ended.
 */
export async function deleteWorkflow(
  deps: Deps,
  actor: Actor,
  { name, confirm }: { name: string; confirm: string },
): Promise<void> {
  requirePermission(actor, 'workflow:delete');
  await withTransaction(deps.pool, async (client) => {
    const workflow = await lockWorkflow(client, actor, name);
    if (confirm !== name) {
      throw new FermataError('VALIDATION', `Type "${name}" to delete this workflow.`, {
        details: [{ path: ['confirm'], message: `Not "${name}".` }],
      });
    }
    if (!workflow.isArchived) {
      throw new FermataError('CONFLICT', `"${workflow.title}" is in use. Archive it before you delete it.`);
    }
    const { rows } = await client.query<{ id: string; phase: string }>(
      'SELECT id, phase FROM run WHERE workflow_id = $1 ORDER BY id FOR UPDATE',
      [workflow.id],
    );
    const active = rows.filter((run) => run.phase !== 'final').length;
    if (active > 0) {
      const runs = active === 1 ? 'A run has' : `${active} runs have`;
      throw new FermataError('CONFLICT', `${runs} not ended. Stop what runs before you delete the workflow.`, {
        details: { active },
      });
    }
    await deleteRunRows(
      client,
      rows.map((run) => run.id),
    );
    await client.query('DELETE FROM workflow WHERE id = $1', [workflow.id]);
    await recordAudit(deps, client, actor, {
      action: 'workflow.deleted',
      target: { type: 'workflow', id: workflow.id, name: workflow.title },
      details: { name, runs: rows.length },
    });
  });
}

async function lockWorkflow(client: PoolClient, actor: Actor, name: string): Promise<Row> {
  const { rows } = await client.query<Row>(
    `SELECT id, title, archived_at IS NOT NULL AS "isArchived" FROM workflow
     WHERE workspace_id = $1 AND name = $2 FOR UPDATE`,
    [actor.workspaceId, name],
  );
  if (!rows[0]) throw notFound('workflow');
  return rows[0];
}
