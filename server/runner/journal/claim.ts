import type { Pool } from '#server/db/pool.ts';
import type { Claim, ClaimResult } from '../journal-store.ts';

/** Claims in a row that ended with their process: from here on a run may only run alone in a process. */
export const SUSPECT_CLAIMS = 2;
/** From here on it is not run any more. */
export const POISON_CLAIMS = 3;

const CLAIM_COLUMNS = 'epoch, last_seq, idle_claims, workspace_id, graph_hash';

/** Takes the fencing token: from now on nothing that an earlier claim writes is accepted. */
export async function claimRun(pool: Pool, runId: string, segment: number, alone: boolean): Promise<ClaimResult> {
  const { rows } = await pool.query<ClaimColumns>({
    name: 'claim',
    text: `UPDATE run SET epoch = epoch + 1, idle_claims = idle_claims + 1
           WHERE id = $1 AND segment = $2 AND phase = 'active' AND (idle_claims <> $3 OR $4)
           RETURNING ${CLAIM_COLUMNS}`,
    values: [runId, segment, SUSPECT_CLAIMS, alone],
  });
  if (rows[0]) return { kind: 'claimed', claim: claimOf(runId, rows[0]) };
  const suspect = await pool.query(
    `SELECT 1 FROM run WHERE id = $1 AND segment = $2 AND phase = 'active' AND idle_claims = $3`,
    [runId, segment, SUSPECT_CLAIMS],
  );
  return { kind: suspect.rows.length > 0 ? 'suspect' : 'gone' };
}

/** Takes the fencing token from whoever has it; with an `epoch` only from that claim. */
export async function seizeRun(pool: Pool, runId: string, epoch: number | null): Promise<Claim | null> {
  const { rows } = await pool.query<ClaimColumns>(
    `UPDATE run SET epoch = epoch + 1 WHERE id = $1 AND phase <> 'final' AND ($2::int IS NULL OR epoch = $2)
     RETURNING ${CLAIM_COLUMNS}`,
    [runId, epoch],
  );
  return rows[0] ? claimOf(runId, rows[0]) : null;
}

interface ClaimColumns {
  epoch: number;
  last_seq: number;
  idle_claims: number;
  workspace_id: string;
  graph_hash: string;
}

function claimOf(runId: string, row: ClaimColumns): Claim {
  return {
    runId,
    epoch: row.epoch,
    workspaceId: row.workspace_id,
    graphHash: row.graph_hash,
    lastSeq: row.last_seq,
    idleClaims: row.idle_claims,
  };
}
