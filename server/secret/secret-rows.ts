import { FermataError } from '#core/errors.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { notFound, requireId } from '#server/ids.ts';
import { type SealPlace, seal } from './seal.ts';

export interface LockedSecret {
  id: string;
  name: string;
  description: string;
  hosts: string[];
  version: number;
}

/** The secret, locked until the transaction ends. @throws FermataError NOT_FOUND */
export async function lockSecret(client: PoolClient, workspaceId: string, id: string): Promise<LockedSecret> {
  const { rows } = await client.query<LockedSecret>(
    'SELECT id, name, description, hosts, version FROM secret WHERE id = $1 AND workspace_id = $2 FOR UPDATE',
    [requireId(id, 'secret'), workspaceId],
  );
  const [row] = rows;
  if (!row) throw notFound('secret');
  return row;
}

/**
 * Seals a value as one version. A rotation of the master key waits for writers and they for it, so that none can wrap
 * with a key that was just replaced.
 * @throws FermataError UNAVAILABLE when this process still has a master key from before the rotation.
 */
export async function insertVersion(
  client: PoolClient,
  masterKey: string,
  place: SealPlace,
  value: string,
  userId: string,
): Promise<void> {
  const { masterKeyId, wrappedKey, sealed } = seal(masterKey, place, value);
  const { rowCount } = await client.query('SELECT 1 FROM master_key WHERE id = $1 FOR SHARE', [masterKeyId]);
  if (rowCount === 0) {
    throw new FermataError('UNAVAILABLE', 'The master key was rotated. Restart Fermata with the new one first.');
  }
  await client.query(
    `INSERT INTO secret_version (secret_id, version, master_key_id, wrapped_key, sealed, created_by)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [place.secretId, place.version, masterKeyId, wrappedKey, sealed, userId],
  );
}
