import { FermataError } from '#core/errors.ts';
import type { Actor } from '#server/account/permissions.ts';
import type { PoolClient } from '#server/db/pool.ts';
import type { Env } from '#server/env.ts';
import { newId } from '#server/ids.ts';
import { hostPattern } from '#server/secret/allowed-hosts.ts';
import { insertVersion } from '#server/secret/secret-rows.ts';

/** The only host that a provider's key may go to. */
export function hostOf(baseUrl: string): string {
  return new URL(baseUrl).hostname;
}

/**
 * Keeps a provider's key as a secret of its own, in the caller's transaction.
 * @returns the secret's id
 * @throws FermataError CONFLICT when a secret of that name is there
 */
export async function keepKey(
  client: PoolClient,
  env: Pick<Env, 'masterKey'>,
  actor: Actor,
  provider: { name: string; baseUrl: string },
  key: string,
): Promise<string> {
  const id = newId();
  const name = `provider_${provider.name.replaceAll('-', '_')}`;
  const host = hostPattern(hostOf(provider.baseUrl).replace(/^\[|\]$/g, ''));
  if (host === null) throw new FermataError('VALIDATION', 'A key cannot be bound to this address. Use a host name.');
  const { rowCount } = await client.query(
    `INSERT INTO secret (id, workspace_id, name, description, hosts, created_by)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, name) DO NOTHING`,
    [id, actor.workspaceId, name, `Key of the model provider ${provider.name}`, [host], actor.user.id],
  );
  if (rowCount === 0) {
    const message = `There is a secret "${name}" already, and the key would be kept under that name. Delete it, or name the provider otherwise.`;
    throw new FermataError('CONFLICT', message, { details: [{ path: ['key'], message }] });
  }
  const place = { workspaceId: actor.workspaceId, secretId: id, version: 1 };
  await insertVersion(client, env.masterKey, place, key, actor.user.id);
  return id;
}

/** Removes a provider's key for good, once no row names it any more. */
export async function dropKey(client: PoolClient, workspaceId: string, secretId: string): Promise<void> {
  await client.query('DELETE FROM secret WHERE id = $1 AND workspace_id = $2', [secretId, workspaceId]);
}
