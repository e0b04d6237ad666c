import { FermataError } from '#core/errors.ts';
import { type Actor, requirePermission } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { OpenSecretDeps } from './open-secret.ts';
import { lockSecret } from './secret-rows.ts';
import { usesOfSecrets } from './secret-uses.ts';

/**
 * Deletes a secret with its value. Workflows that name it fail at that node from now on; they are in the audit log.
 * @throws FermataError CONFLICT while a provider uses it, naming the provider; NOT_FOUND.
 */
export async function deleteSecret(deps: OpenSecretDeps, actor: Actor, input: { id: string }): Promise<void> {
  requirePermission(actor, 'secret:manage');
  await withTransaction(deps.pool, async (client) => {
    const { id, name } = await lockSecret(client, actor.workspaceId, input.id);
    const { providers, workflows } = (await usesOfSecrets(client, actor.workspaceId))(name);
    if (providers.length > 0) {
      throw new FermataError(
        'CONFLICT',
        `The secret "${name}" is the key of ${providers.join(', ')}. It is deleted with the provider, in the settings of models.`,
      );
    }
    await client.query('DELETE FROM secret WHERE id = $1', [id]);
    await recordAudit(deps, client, actor, {
      action: 'secret.deleted',
      target: { type: 'secret', id, name },
      details: { namedBy: workflows.map((workflow) => workflow.name) },
    });
  });
}
