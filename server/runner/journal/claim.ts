import type { Pool } from '#server/db/pool.ts';
import type { Claim, ClaimResult } from '../journal-store.ts';

/** Claims in a row that ended with their process: from here on a run may only run alone in a process. */
export const SUSPECT_CLAIMS = 2;
/** From here on it is not run any more. */
export const POISON_CLAIMS = 3;

const CLAIM_COLUMNS = 'epoch, last_seq, idle_claims, workspace_id, graph_hash';

export interface ClaimRequest {
  runId: string;
  segment: number;
  alone: boolean;
}

/**
 * Takes the fencing tokens of these runs: from now on nothing that an earlier claim of theirs writes is accepted.
 * @returns in the order of the requests.
 */
export async function claimRuns(pool: Pool, requests: readonly ClaimRequest[]): Promise<ClaimResult[]> {
  const { rows } = await pool.query<ClaimColumns & { id: string; segment: number }>({
    name: 'claim',
    text: `WITH wanted AS MATERIALIZED (
             SELECT * FROM unnest($1::uuid[], $2::int[], $3::boolean[]) AS w(id, segment, alone)),
           locked AS MATERIALIZED (
             SELECT r.id FROM run r JOIN wanted w ON w.id = r.id AND w.segment = r.segment
             WHERE r.phase = 'active' AND (r.idle_claims <> $4 OR w.alone)
             ORDER BY r.id FOR UPDATE OF r)
           UPDATE run r SET epoch = epoch + 1, idle_claims = idle_claims + 1 FROM locked l WHERE l.id = r.id
           RETURNING r.id, r.segment, ${CLAIM_COLUMNS}`,
    values: [...columnsOf(requests), SUSPECT_CLAIMS],
  });
  const claims = new Map(rows.map((row) => [nameOf(row.id, row.segment), claimOf(row.id, row)]));
  const missing = requests.filter(({ runId, segment }) => !claims.has(nameOf(runId, segment)));
  const suspects = missing.length > 0 ? await readSuspects(pool, missing) : new Set<string>();
  return requests.map(({ runId, segment }): ClaimResult => {
    const name = nameOf(runId, segment);
    const claim = claims.get(name);
    // The same segment twice is one claim, as it would be one after the other.
    claims.delete(name);
    if (claim) return { kind: 'claimed', claim };
    return { kind: suspects.has(name) ? 'suspect' : 'gone' };
  });
}

async function readSuspects(pool: Pool, requests: readonly ClaimRequest[]): Promise<Set<string>> {
  const [ids, segments] = columnsOf(requests);
  const { rows } = await pool.query<{ id: string; segment: number }>(
    `SELECT r.id, r.segment FROM run r JOIN unnest($1::uuid[], $2::int[]) AS w(id, segment)
       ON w.id = r.id AND w.segment = r.segment
     WHERE r.phase = 'active' AND r.idle_claims = $3`,
    [ids, segments, SUSPECT_CLAIMS],
  );
  return new Set(rows.map((row) => nameOf(row.id, row.segment)));
}

const nameOf = (runId: string, segment: number): string => `${runId}:${segment}`;

function columnsOf(requests: readonly ClaimRequest[]): [string[], number[], boolean[]] {
  return [requests.map((each) => each.runId), requests.map((each) => each.segment), requests.map((each) => each.alone)];
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
