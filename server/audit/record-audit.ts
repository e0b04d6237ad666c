import type { JsonObject } from '#core/json.ts';
import type { Actor } from '#server/account/permissions.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { storable, storableText } from '#server/db/storable.ts';
import type { Env } from '#server/env.ts';
import type { AuditAction, AuditTarget } from './audit-actions.ts';
import { type AuditRow, BROKEN_SEAL, CHAIN_START, chainHash, chainSeal } from './chain.ts';

/** Who did it: a person or their key, or a part of Fermata itself. */
export type AuditActor = Actor | { workspaceId: string; system: string };

export interface AuditFact {
  action: AuditAction;
  target: { type: AuditTarget; id: string; name: string };
  /** What changed, in a few plain fields; never a secret's value, a password or a key. */
  details?: JsonObject;
}

/**
 * Appends to the audit log in the caller's transaction: what is written down has happened, and what has happened is
 * written down. Call it as the last statement of the transaction: it locks the end of the workspace's log until the
 * commit, and whoever locked something else afterwards could wait for another in a circle.
 */
export async function recordAudit(
  deps: { env: Pick<Env, 'masterKey'> },
  client: PoolClient,
  actor: AuditActor,
  fact: AuditFact,
): Promise<void> {
  const { workspaceId } = actor;
  await client.query(
    `INSERT INTO audit_head (workspace_id, seq, hash, seal) VALUES ($1, 0, $2, '') ON CONFLICT DO NOTHING`,
    [workspaceId, CHAIN_START],
  );
  // Read after the lock, in a statement of its own: what the one before wrote is visible only then.
  await client.query('SELECT 1 FROM audit_head WHERE workspace_id = $1 FOR UPDATE', [workspaceId]);
  const { rows } = await client.query<Head & { at: Date }>(
    'SELECT seq, hash, seal, clock_timestamp()::timestamptz(3) AS at FROM audit_head WHERE workspace_id = $1',
    [workspaceId],
  );
  const head = rows[0];
  if (!head) throw new Error('The audit log has no head.');
  const row: AuditRow = {
    workspaceId,
    seq: head.seq + 1,
    at: head.at.toISOString(),
    ...describeActor(actor),
    action: fact.action,
    targetType: fact.target.type,
    targetId: fact.target.id,
    targetName: storableText(fact.target.name),
    details: JSON.stringify(storable(fact.details ?? {})),
  };
  const hash = chainHash(head.hash, row);
  await client.query(
    `INSERT INTO audit_entry (workspace_id, seq, at, via, actor_id, actor_name, action, target_type, target_id,
                              target_name, details, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      row.workspaceId,
      row.seq,
      row.at,
      row.via,
      row.actorId,
      row.actorName,
      row.action,
      row.targetType,
      row.targetId,
      row.targetName,
      row.details,
      hash,
    ],
  );
  await client.query('UPDATE audit_head SET seq = $2, hash = $3, seal = $4 WHERE workspace_id = $1', [
    workspaceId,
    row.seq,
    hash,
    isSealed(deps.env.masterKey, workspaceId, head)
      ? chainSeal(deps.env.masterKey, workspaceId, row.seq, hash)
      : BROKEN_SEAL,
  ]);
}

interface Head {
  seq: number;
  hash: string;
  seal: string;
}

/** Whoever cut the log could not seal it, and the next entry must not do it for them. */
function isSealed(masterKey: string, workspaceId: string, { seq, hash, seal }: Head): boolean {
  return seal === (seq === 0 ? '' : chainSeal(masterKey, workspaceId, seq, hash));
}

function describeActor(actor: AuditActor): Pick<AuditRow, 'via' | 'actorId' | 'actorName'> {
  if ('system' in actor) return { via: 'system', actorId: null, actorName: actor.system };
  return { via: actor.via, actorId: actor.user.id, actorName: storableText(actor.user.name) };
}
