import { FermataError } from '#core/errors.ts';
import { type Actor, requirePermission } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { newId } from '#server/ids.ts';
import { type CreateSecretInput, createSecretInput } from './secret.schema.ts';
import { insertVersion } from './secret-rows.ts';
import type { OpenSecretDeps } from './open-secret.ts';

/**
 * Keeps a secret. Its value can be used and replaced from now on, and read by nobody.
 * @throws FermataError CONFLICT when the name is taken; ZodError for a name, value or host that cannot be one.
 */
export async function createSecret(
  deps: OpenSecretDeps,
  actor: Actor,
  input: CreateSecretInput,
): Promise<{ id: string }> {
  requirePermission(actor, 'secret:manage');
  const { name, value, hosts, description } = createSecretInput.parse(input);
  const { workspaceId, user } = actor;
  return withTransaction(deps.pool, async (client) => {
    const id = newId();
    const { rowCount } = await client.query(
      `INSERT INTO secret (id, workspace_id, name, description, hosts, created_by)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, name) DO NOTHING`,
      [id, workspaceId, name, description, hosts, user.id],
    );
    if (rowCount === 0) {
      const message = `There is a secret "${name}" already. Choose another name.`;
      throw new FermataError('CONFLICT', message, { details: [{ path: ['name'], message }] });
    }
    await insertVersion(client, deps.env.masterKey, { workspaceId, secretId: id, version: 1 }, value, user.id);
    await recordAudit(deps, client, actor, {
      action: 'secret.created',
      target: { type: 'secret', id, name },
      details: { hosts },
    });
    return { id };
  });
}
