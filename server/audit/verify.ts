import type { Pool, PoolClient } from '#server/db/pool.ts';
import type { AuditFault, AuditVerdict } from './audit.schema.ts';
import { type AuditRow, CHAIN_START, chainHash, chainSeal } from './chain.ts';

const PAGE = 2_000;

/** An end of the chain as it was noted once. */
export interface AuditHead {
  seq: number;
  hash: string;
}

type StoredRow = AuditRow & { hash: string };

/** Every workspace that exists, or that the log knows. */
export async function auditedWorkspaces(db: Pool | PoolClient): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM workspace UNION SELECT workspace_id FROM audit_head
     UNION SELECT workspace_id FROM audit_entry ORDER BY id`,
  );
  return rows.map((row) => row.id);
}

/**
 * Walks a workspace's chain from its first entry and says what is wrong first. Call it in a REPEATABLE READ
 * transaction: entries and the end of the chain must be of the same moment.
 *
 * What is found by the log alone: entries altered, missing, moved, and a cut or rewritten end, which needs the master
 * key to look right. A whole older state put back looks right by itself: only a head that was noted elsewhere
 * (`expected`) shows it.
 */
export async function verifyChain(
  client: PoolClient,
  masterKey: string,
  workspaceId: string,
  expected: AuditHead | null = null,
): Promise<AuditVerdict> {
  const { last, fault } = await walk(client, workspaceId);
  const broken = fault ?? (await faultAtEnd(client, masterKey, workspaceId, last));
  const head = last.seq === 0 ? null : last;
  return {
    entries: last.seq,
    head,
    fault: broken ?? (expected ? await faultOfExpected(client, workspaceId, last, expected) : null),
  };
}

/** The last entry that is right, and what is wrong with the one after it. */
async function walk(client: PoolClient, workspaceId: string): Promise<{ last: AuditHead; fault: AuditFault | null }> {
  let last: AuditHead = { seq: 0, hash: CHAIN_START };
  for (;;) {
    const rows = await readRows(client, workspaceId, last.seq);
    for (const { hash, ...row } of rows) {
      const seq = last.seq + 1;
      if (row.seq !== seq) return { last, fault: missing(seq, row.seq - 1) };
      if (chainHash(last.hash, row) !== hash) return { last, fault: await nameFault(client, { ...row, hash }) };
      last = { seq, hash };
    }
    if (rows.length < PAGE) return { last, fault: await faultBeforeStart(client, workspaceId, last) };
  }
}

/** Numbers below 1 would otherwise never be looked at. */
async function faultBeforeStart(client: PoolClient, workspaceId: string, last: AuditHead): Promise<AuditFault | null> {
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM audit_entry WHERE workspace_id = $1',
    [workspaceId],
  );
  if (rows[0]?.count === last.seq) return null;
  return { kind: 'altered', seq: 1, message: 'Entries stand before the first one.' };
}

function missing(from: number, to: number): AuditFault {
  const message = from === to ? `Entry ${from} is missing.` : `Entries ${from} to ${to} are missing.`;
  return { kind: 'missing', seq: from, message };
}

async function faultAtEnd(
  client: PoolClient,
  masterKey: string,
  workspaceId: string,
  last: AuditHead,
): Promise<AuditFault | null> {
  const { rows } = await client.query<AuditHead & { seal: string }>(
    'SELECT seq, hash, seal FROM audit_head WHERE workspace_id = $1',
    [workspaceId],
  );
  const head = rows[0] ?? { seq: 0, hash: CHAIN_START, seal: '' };
  const { seq } = last;
  if (head.seq > seq) {
    const message = `The log is cut at the end: entries ${seq + 1} to ${head.seq} are gone.`;
    return { kind: 'cut', seq: seq + 1, message };
  }
  if (head.seq < seq) {
    return { kind: 'seal', seq: head.seq + 1, message: `The log ends at ${seq}, but its seal is that of ${head.seq}.` };
  }
  const seal = seq === 0 ? '' : chainSeal(masterKey, workspaceId, seq, last.hash);
  if (head.hash === last.hash && head.seal === seal) return null;
  const message =
    'The seal at the end does not belong to this log: it was cut or rewritten, or the master key is another one.';
  return { kind: 'seal', seq, message };
}

async function faultOfExpected(
  client: PoolClient,
  workspaceId: string,
  last: AuditHead,
  expected: AuditHead,
): Promise<AuditFault | null> {
  const { rows } = await client.query<{ hash: string }>(
    'SELECT hash FROM audit_entry WHERE workspace_id = $1 AND seq = $2',
    [workspaceId, expected.seq],
  );
  if (rows[0]?.hash === expected.hash) return null;
  const message = rows[0]
    ? `Entry ${expected.seq} is not the one that was noted: the log was rewritten since.`
    : `Entry ${expected.seq} was noted, but the log ends at ${last.seq}: an older state was put back.`;
  return { kind: 'expected', seq: expected.seq, message };
}

/**
 * An entry whose hash does not fit is one that was changed, unless the hash fits at another place in the chain: then
 * it stood there. Looked for only once there is a fault.
 */
async function nameFault(client: PoolClient, { hash, ...row }: StoredRow): Promise<AuditFault> {
  const hashes = new Map<number, string>([[0, CHAIN_START]]);
  for (let after = 0; ; ) {
    const { rows } = await client.query<AuditHead>(
      'SELECT seq, hash FROM audit_entry WHERE workspace_id = $1 AND seq > $2 ORDER BY seq LIMIT $3',
      [row.workspaceId, after, PAGE],
    );
    for (const each of rows) hashes.set(each.seq, each.hash);
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < PAGE) break;
  }
  for (const seq of hashes.keys()) {
    // Where two were swapped, what came before the one stands now where the other was.
    const previous = hashes.get(seq - 1 === row.seq ? seq : seq - 1);
    if (seq === row.seq || previous === undefined || chainHash(previous, { ...row, seq }) !== hash) continue;
    return { kind: 'reordered', seq: row.seq, message: `Entry ${row.seq} is out of order: it was entry ${seq}.` };
  }
  return { kind: 'altered', seq: row.seq, message: `Entry ${row.seq} was altered, or its hash was.` };
}

async function readRows(client: PoolClient, workspaceId: string, after: number): Promise<StoredRow[]> {
  const { rows } = await client.query<Omit<StoredRow, 'at'> & { at: Date }>(
    `SELECT workspace_id AS "workspaceId", seq, at, via, actor_id AS "actorId", actor_name AS "actorName", action,
            target_type AS "targetType", target_id AS "targetId", target_name AS "targetName",
            details::text AS details, hash
     FROM audit_entry WHERE workspace_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    [workspaceId, after, PAGE],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
