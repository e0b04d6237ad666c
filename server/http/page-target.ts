import { workflowNameSchema } from '#core/graph/schema.ts';
import { type Actor, type Permission, requirePermission } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { notFound, requireId } from '#server/ids.ts';

/** What an address may name. */
export type PageTarget = 'workflow' | 'run' | 'approval';

const TARGETS: Record<PageTarget, { permission: Permission; query: string }> = {
  workflow: { permission: 'workflow:view', query: 'SELECT 1 FROM workflow WHERE workspace_id = $1 AND name = $2' },
  run: { permission: 'run:view', query: 'SELECT 1 FROM run WHERE workspace_id = $1 AND id = $2' },
  approval: { permission: 'gate:view', query: 'SELECT 1 FROM approval WHERE workspace_id = $1 AND id = $2' },
};

/**
 * Whether a page about this has something to show to this person: asked before the page answers, so that its status is
 * the right one. What the page shows is loaded, and allowed, by the services behind it.
 * @throws FermataError FORBIDDEN; NOT_FOUND also for what belongs to another workspace.
 */
export async function requirePageTarget(
  deps: Pick<Deps, 'pool'>,
  actor: Actor,
  target: PageTarget,
  id: string,
): Promise<void> {
  const { permission, query } = TARGETS[target];
  requirePermission(actor, permission);
  const { rowCount } = await deps.pool.query(query, [
    actor.workspaceId,
    target === 'workflow' ? requireName(id) : requireId(id, target),
  ]);
  if (rowCount === 0) throw notFound(target);
}

function requireName(name: string): string {
  if (workflowNameSchema.safeParse(name).success) return name;
  throw notFound('workflow');
}
