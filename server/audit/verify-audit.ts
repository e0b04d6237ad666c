import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Pool, PoolClient } from '#server/db/pool.ts';
import type { Deps } from '#server/deps.ts';
import type { AuditVerdict } from './audit.schema.ts';
import { type AuditHead, auditedWorkspaces, verifyChain } from './verify.ts';

/** Whether the caller's log is whole: the same walk as `npm run verify-audit`. */
export async function verifyAudit(deps: Pick<Deps, 'pool' | 'env'>, actor: Actor): Promise<AuditVerdict> {
  requirePermission(actor, 'audit:view');
  return inSnapshot(deps.pool, (client) => verifyChain(client, deps.env.masterKey, actor.workspaceId));
}

/** Every log of a database. An expected head must be in one of them. */
export async function verifyEveryAudit(
  pool: Pool,
  masterKey: string,
  expected: AuditHead | null,
): Promise<{ workspaceId: string; verdict: AuditVerdict }[]> {
  return inSnapshot(pool, async (client) => {
    const found = expected && (await isInALog(client, expected));
    const reports = [];
    for (const workspaceId of await auditedWorkspaces(client)) {
      const verdict = await verifyChain(client, masterKey, workspaceId, found ? null : expected);
      reports.push({ workspaceId, verdict });
    }
    return reports;
  });
}

async function isInALog(client: PoolClient, { seq, hash }: AuditHead): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM audit_entry WHERE seq = $1 AND hash = $2', [seq, hash]);
  return rowCount !== 0;
}

async function inSnapshot<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await work(client);
  } finally {
    // Nothing was written: rolling back is only the end of the look.
    await client.query('ROLLBACK').then(
      () => client.release(),
      (cause: unknown) => client.release(cause instanceof Error ? cause : true),
    );
  }
}
