import type { JsonObject } from '#core/json.ts';
import { type Actor, requirePermission } from '#server/account/permissions.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { OpenSecretDeps } from './open-secret.ts';
import type { ChangeSecretInput } from './secret.schema.ts';
import { lockSecret } from './secret-rows.ts';

/** Changes where a secret may go, and what is said about it. Holds from the next request on. */
export async function changeSecret(deps: OpenSecretDeps, actor: Actor, input: ChangeSecretInput): Promise<void> {
  requirePermission(actor, 'secret:manage');
  await withTransaction(deps.pool, async (client) => {
    const before = await lockSecret(client, actor.workspaceId, input.id);
    const { hosts = before.hosts, description = before.description } = input;
    const details: JsonObject = {};
    if (hosts.join() !== before.hosts.join()) details['hosts'] = { from: before.hosts, to: hosts };
    if (description !== before.description) details['description'] = { from: before.description, to: description };
    if (Object.keys(details).length === 0) return;
    await client.query('UPDATE secret SET hosts = $2, description = $3, updated_at = now() WHERE id = $1', [
      before.id,
      hosts,
      description,
    ]);
    const target = { type: 'secret', id: before.id, name: before.name } as const;
    await recordAudit(deps, client, actor, { action: 'secret.changed', target, details });
  });
}
