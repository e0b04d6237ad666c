import type { PoolClient } from '#server/db/pool.ts';

/** Of the tables that name a run without a foreign key: inserting an event must not look at the run's row again. */
const TABLES = ['run_event', 'run_snapshot', 'node_run', 'run_signal', 'run_delta', 'timer', 'artifact'];

/** Deletes runs, which must have ended and be locked, with everything that is theirs. Approvals go with the run. */
export async function deleteRunRows(client: PoolClient, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  // The row of a segment that ends at this moment is left to the job that clears the queue.
  await deleteJobs(
    client,
    `SELECT r.id || ':' || s FROM run r, generate_series(1, r.segment) AS s WHERE r.id = ANY($1)`,
    [ids],
  );
  for (const table of TABLES) await client.query(`DELETE FROM ${table} WHERE run_id = ANY($1)`, [ids]);
  await client.query('DELETE FROM run WHERE id = ANY($1)', [ids]);
}

/**
 * Deletes rows of the job queue whose work is done, with what they were given and gave back: those have tables of
 * their own without a foreign key.
 * @param which a query for the names of segments.
 */
export async function deleteJobs(client: PoolClient, which: string, values: unknown[] = []): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `WITH done AS (
       DELETE FROM dbos.workflow_status WHERE status NOT IN ('PENDING', 'ENQUEUED', 'DELAYED') AND workflow_uuid IN (${which})
       RETURNING workflow_uuid AS id),
     inputs AS (DELETE FROM dbos.workflow_input i USING done d WHERE i.workflow_uuid = d.id),
     outputs AS (DELETE FROM dbos.workflow_output o USING done d WHERE o.workflow_uuid = d.id)
     SELECT count(*)::int AS count FROM done`,
    values,
  );
  return rows[0]?.count ?? 0;
}

/**
 * Deletes pinned documents that no run and no version pins. A day old at least, so that one which is being pinned
 * right now stays: pinning makes it young, and waits for this or is waited for.
 */
export async function deleteUnpinnedSnapshots(client: PoolClient): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM graph_snapshot g WHERE g.created_at < now() - interval '1 day'
       AND NOT EXISTS (SELECT FROM run r WHERE r.workspace_id = g.workspace_id AND r.graph_hash = g.hash)
       AND NOT EXISTS (SELECT FROM workflow_version v JOIN workflow w ON w.id = v.workflow_id
                       WHERE w.workspace_id = g.workspace_id AND v.graph_hash = g.hash)`,
  );
  return rowCount ?? 0;
}
