import type { Pool, PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import type { Env } from '#server/env.ts';
import type { Log } from '#server/log.ts';
import { deleteJobs, deleteRunRows, deleteUnpinnedSnapshots } from '#server/run/delete-run-rows.ts';

/** Small enough that a batch holds its locks for a moment only. */
const BATCH_RUNS = 50;
const BATCH_JOBS = 10_000;

export interface Swept {
  runs: number;
  snapshots: number;
  /** Rows of the job queue whose work was done a day ago or more. */
  jobs: number;
}

/**
 * Deletes finished runs that are older than their workspace keeps them, by the database's clock, and what nothing
 * needs any more. Every runner may call it: a batch is taken under a lock that one of them has at a time, and a runner
 * that does not get it leaves the rest to the one that has.
 */
export async function sweepOldRuns(pool: Pool, env: Pick<Env, 'masterKey'>, log: Log): Promise<Swept> {
  const runs = await inBatches(pool, BATCH_RUNS, (client) => deleteBatch(client, env));
  const snapshots = (await oneAtATime(pool, deleteUnpinnedSnapshots)) ?? 0;
  const jobs = await inBatches(pool, BATCH_JOBS, deleteFinishedJobs);
  const swept: Swept = { runs, snapshots, jobs };
  if (runs + snapshots + jobs > 0) log.info(swept, 'Deleted what its time was up for.');
  return swept;
}

/** How many were deleted until a batch was not full, or another runner was at it. */
async function inBatches(
  pool: Pool,
  size: number,
  deleteSome: (client: PoolClient) => Promise<number>,
): Promise<number> {
  for (let total = 0; ; ) {
    const deleted = (await oneAtATime(pool, deleteSome)) ?? 0;
    total += deleted;
    if (deleted < size) return total;
  }
}

/** Null when another runner is at it. */
function oneAtATime(pool: Pool, work: (client: PoolClient) => Promise<number>): Promise<number | null> {
  return withTransaction(pool, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('fermata retention', 0)) AS mine`,
    );
    return rows[0]?.mine ? work(client) : null;
  });
}

async function deleteBatch(client: PoolClient, env: Pick<Env, 'masterKey'>): Promise<number> {
  const { rows } = await client.query<{ id: string; workspaceId: string; name: string; days: number }>(
    `SELECT r.id, w.id AS "workspaceId", w.name, w.retention_days AS days
     FROM run r JOIN workspace w ON w.id = r.workspace_id
     WHERE r.phase = 'final' AND r.ended_at < now() - make_interval(days => w.retention_days)
       AND r.created_at < now() - make_interval(days => w.retention_days)
     ORDER BY r.id LIMIT ${BATCH_RUNS} FOR UPDATE OF r SKIP LOCKED`,
  );
  await deleteRunRows(
    client,
    rows.map((row) => row.id),
  );
  for (const [workspaceId, runs] of Map.groupBy(rows, (row) => row.workspaceId)) {
    await recordAudit(
      { env },
      client,
      { workspaceId, system: 'Retention' },
      {
        action: 'run.deleted',
        target: { type: 'workspace', id: workspaceId, name: runs[0]?.name ?? '' },
        details: { runs: runs.length, olderThanDays: runs[0]?.days ?? null },
      },
    );
  }
  return rows.length;
}

/** What the queue remembers of segments that are done serves nobody after a day. */
function deleteFinishedJobs(client: PoolClient): Promise<number> {
  return deleteJobs(
    client,
    `SELECT workflow_uuid FROM dbos.workflow_status
     WHERE status NOT IN ('PENDING', 'ENQUEUED', 'DELAYED')
       AND updated_at < (extract(epoch FROM now() - interval '1 day') * 1000)::bigint
     LIMIT ${BATCH_JOBS}`,
  );
}
