import { FermataError } from '#core/errors.ts';
import { chainSeal } from '#server/audit/chain.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import type { Pool, PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { wrongKey } from './master-key.ts';
import { masterKeyId, opensCheck, rewrap, sealCheck } from './seal.ts';

const BATCH = 100;

export interface RotationOptions {
  oldKey: string;
  newKey: string;
  /** For tests: called after every batch; what it throws stops the rotation there. */
  onBatch?(rewrapped: number): void;
}

/**
 * Wraps the key of every secret with another master key, seals the ends of the audit logs anew and ends all sessions,
 * whose cookies are signed with a key of the old one. The values themselves are not touched. Killed in between, it is
 * called again with the same keys and goes on; until it is done, nothing else starts on this database.
 * @returns how many secrets have the new key now.
 * @throws FermataError UNAVAILABLE while Fermata runs on the database or the old key is another one; VALIDATION.
 */
export async function rotateMasterKey(pool: Pool, { oldKey, newKey, onBatch }: RotationOptions): Promise<number> {
  const [oldId, newId] = [masterKeyId(oldKey), masterKeyId(newKey)];
  if (oldId === newId)
    throw new FermataError('VALIDATION', 'FERMATA_NEW_MASTER_KEY is the master key that is used already.');
  await refuseBesideOthers(pool);
  if (await beginRotation(pool, oldKey, newKey)) {
    for (;;) {
      const count = await withTransaction(pool, (client) => rewrapBatch(client, oldKey, newKey));
      if (count === 0) break;
      onBatch?.(count);
    }
    await withTransaction(pool, (client) => finishRotation(client, oldKey, newKey));
  }
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM secret_version WHERE master_key_id = $1',
    [newId],
  );
  return rows[0]?.count ?? 0;
}

/** A process with the old key could read nothing any more, and would seal the audit log with a key that is gone. */
async function refuseBesideOthers(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT DISTINCT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND application_name IN ('fermata web', 'fermata runner') ORDER BY 1`,
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(' and ');
  throw new FermataError('UNAVAILABLE', `Stop Fermata first, on every machine: ${names} still use this database.`);
}

/** Makes the new key known beside the old one. @returns whether there is anything to do. */
async function beginRotation(pool: Pool, oldKey: string, newKey: string): Promise<boolean> {
  const [oldId, newId] = [masterKeyId(oldKey), masterKeyId(newKey)];
  const { rows } = await pool.query<{ id: string; check: Buffer }>('SELECT id, "check" FROM master_key');
  if (rows.length === 0) {
    throw new FermataError('VALIDATION', 'Nothing in this database is encrypted yet. Start Fermata with the new key.');
  }
  const own = rows.find((row) => row.id === oldId);
  // The last step deletes the old key: with only the new one there, an earlier call was finished.
  if (!own && rows.length === 1 && rows[0]?.id === newId) return false;
  if (!own || !opensCheck(oldKey, own.check)) throw wrongKey();
  if (rows.some(({ id }) => id !== oldId && id !== newId)) {
    throw new FermataError(
      'VALIDATION',
      'An earlier rotation to another new key was not finished. Finish it with that key first.',
    );
  }
  await pool.query('INSERT INTO master_key (id, "check") VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    newId,
    sealCheck(newKey),
  ]);
  return true;
}

interface WrappedRow {
  workspaceId: string;
  secretId: string;
  version: number;
  wrappedKey: Buffer;
}

async function rewrapBatch(client: PoolClient, oldKey: string, newKey: string): Promise<number> {
  const { rows } = await client.query<WrappedRow>(
    `SELECT s.workspace_id AS "workspaceId", v.secret_id AS "secretId", v.version, v.wrapped_key AS "wrappedKey"
     FROM secret_version v JOIN secret s ON s.id = v.secret_id
     WHERE v.master_key_id = $1 ORDER BY v.secret_id, v.version LIMIT $2 FOR UPDATE OF v`,
    [masterKeyId(oldKey), BATCH],
  );
  for (const { wrappedKey, ...place } of rows) {
    await client.query(
      'UPDATE secret_version SET master_key_id = $3, wrapped_key = $4 WHERE secret_id = $1 AND version = $2',
      [place.secretId, place.version, masterKeyId(newKey), rewrap(oldKey, newKey, place, wrappedKey)],
    );
  }
  return rows.length;
}

/** From here on the new key is the key: all of it in one transaction, or none. */
async function finishRotation(client: PoolClient, oldKey: string, newKey: string): Promise<void> {
  // Whoever is just writing a secret with the old key is waited for; nobody can begin to after this.
  await client.query('SELECT 1 FROM master_key WHERE id = $1 FOR UPDATE', [masterKeyId(oldKey)]);
  while ((await rewrapBatch(client, oldKey, newKey)) > 0);
  await client.query('DELETE FROM master_key WHERE id = $1', [masterKeyId(oldKey)]);
  await client.query('DELETE FROM session');
  const { rows: heads } = await client.query<{ workspaceId: string; seq: number; hash: string; seal: string }>(
    'SELECT workspace_id AS "workspaceId", seq, hash, seal FROM audit_head ORDER BY workspace_id FOR UPDATE',
  );
  for (const { workspaceId, seq, hash, seal } of heads) {
    // A seal that was not right before must not become right: the next check still finds it.
    if (seq > 0 && seal !== chainSeal(oldKey, workspaceId, seq, hash)) continue;
    await client.query('UPDATE audit_head SET seal = $2 WHERE workspace_id = $1', [
      workspaceId,
      chainSeal(newKey, workspaceId, seq, hash),
    ]);
    await recordAudit(
      { env: { masterKey: newKey } },
      client,
      { workspaceId, system: 'rotate-master-key' },
      {
        action: 'masterKey.rotated',
        target: { type: 'workspace', id: workspaceId, name: 'Master key' },
        details: { from: masterKeyId(oldKey), to: masterKeyId(newKey) },
      },
    );
  }
}
