import { requirePermission, type Actor } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { appendVersion, lockWorkflow, problemsOf, refuseErrors } from './publish-workflow.ts';
import { findSnapshot, findVersion, findWorkflow, refuseArchived } from './workflow-repository.ts';

/**
 * Publishes what an older version was once more, as the next version: numbers only go up, and what ran under one keeps
 * its meaning. The draft stays as it is. Going back to what is published changes nothing and answers its number.
 * @throws FermataError NOT_FOUND; INVALID_WORKFLOW when it could not be published today, as with a secret that is gone.
 */
export async function rollBack(
  deps: Deps,
  actor: Actor,
  input: { name: string; number: number },
): Promise<{ version: number }> {
  requirePermission(actor, 'workflow:publish');
  const workflow = await findWorkflow(deps, actor, input.name);
  refuseArchived(workflow);
  const { graphHash } = await findVersion(deps, workflow.id, input.number);
  const document = await findSnapshot(deps, actor.workspaceId, graphHash);
  refuseErrors(await problemsOf(deps, actor, document), 'published again');
  return withTransaction(deps.pool, async (client) => {
    const current = await lockWorkflow(client, workflow.id);
    const note = `Back to version ${input.number}`;
    const { version, isNew } = await appendVersion(client, actor, current, { document, note });
    if (!isNew) return { version };
    await recordAudit(deps, client, actor, {
      action: 'workflow.rolledBack',
      target: { type: 'workflow', id: workflow.id, name: workflow.title },
      details: { version, to: input.number },
    });
    return { version };
  });
}
