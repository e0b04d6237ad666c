import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { notFound } from '#server/ids.ts';
import { WORKFLOW_CHANNEL } from '#server/live/live.ts';
import type { LookAtInput } from './workflow.schema.ts';

/**
 * Tells everybody who has the workflow open what is selected in a tab of the caller's. A tab that is not present, or
 * that is somebody else's, is not made so: then nothing happens.
 * @throws FermataError NOT_FOUND
 */
export async function lookAt(deps: Pick<Deps, 'pool'>, actor: Actor, input: LookAtInput): Promise<void> {
  requirePermission(actor, 'workflow:view');
  const workflowId = await findWorkflowId(deps, actor, input.name);
  await deps.pool.query(
    `WITH looked AS (
       UPDATE editor_presence SET node = $4
       WHERE workflow_id = $1 AND user_id = $2 AND tab = $3 AND node IS DISTINCT FROM $4 RETURNING workflow_id)
     SELECT pg_notify($5, workflow_id::text) FROM looked`,
    [workflowId, actor.user.id, input.tab, input.node, WORKFLOW_CHANNEL],
  );
}

/**
 * Without its draft, which may be large.
 * @throws FermataError NOT_FOUND also for a workflow of another workspace.
 */
export async function findWorkflowId({ pool }: Pick<Deps, 'pool'>, actor: Actor, name: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM workflow WHERE workspace_id = $1 AND name = $2', [
    actor.workspaceId,
    name,
  ]);
  if (!rows[0]) throw notFound('workflow');
  return rows[0].id;
}
