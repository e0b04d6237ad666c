import type { z } from 'zod';
import { type Actor, requirePermission } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { OpenSecretDeps } from './open-secret.ts';
import { replaceSecretInput } from './secret.schema.ts';
import { insertVersion, lockSecret } from './secret-rows.ts';

/**
 * Gives a secret a new value. Requests that begin afterwards use it; the old one is gone for good.
 * @throws FermataError NOT_FOUND; ZodError for a value that cannot be one.
 */
export async function replaceSecretValue(
  deps: OpenSecretDeps,
  actor: Actor,
  input: z.input<typeof replaceSecretInput>,
): Promise<void> {
  requirePermission(actor, 'secret:manage');
  const { id, value } = replaceSecretInput.parse(input);
  const { workspaceId, user } = actor;
  await withTransaction(deps.pool, async (client) => {
    const secret = await lockSecret(client, workspaceId, id);
    const version = secret.version + 1;
    await insertVersion(client, deps.env.masterKey, { workspaceId, secretId: secret.id, version }, value, user.id);
    await client.query('UPDATE secret SET version = $2, updated_at = now() WHERE id = $1', [secret.id, version]);
    await client.query('DELETE FROM secret_version WHERE secret_id = $1 AND version < $2', [secret.id, version]);
    await recordAudit(deps, client, actor, {
      action: 'secret.changed',
      target: { type: 'secret', id: secret.id, name: secret.name },
      details: { value: 'replaced', version },
    });
  });
}
