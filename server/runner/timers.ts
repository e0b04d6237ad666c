import type { Pool } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { wakeRuns } from './journal/signals.ts';
import type { SegmentQueue } from './run-host.ts';

const MAX_FIRED = 200;

/**
 * Turns due timers into signals and wakes their runs. Any number of processes may do it at once. The locks are on runs,
 * in no order but never waited for, so sweeping and committing cannot stop each other; a busy run has its turn in the
 * next sweep. The row goes with the event that the signal leads to.
 * @returns how many fired.
 */
export async function fireDueTimers(pool: Pool, queue: SegmentQueue): Promise<number> {
  // Nearly always nothing is due: then this one read is all.
  const { rowCount } = await pool.query('SELECT 1 FROM timer WHERE due_at <= clock_timestamp() LIMIT 1');
  if (rowCount === 0) return 0;
  return withTransaction(pool, async (client) => {
    const { rows } = await client.query<{ run_id: string }>(
      `WITH due AS MATERIALIZED (
         SELECT t.run_id, t.key, t.attempt, t.due_at FROM timer t JOIN run r ON r.id = t.run_id
         WHERE t.due_at <= clock_timestamp() AND r.phase <> 'final' AND NOT EXISTS (
           SELECT 1 FROM run_signal s
           WHERE s.run_id = t.run_id AND s.key = 'timer:' || t.key || ':' || t.attempt)
         ORDER BY t.due_at LIMIT ${MAX_FIRED} FOR UPDATE OF r SKIP LOCKED)
       INSERT INTO run_signal (run_id, key, payload)
       SELECT run_id, 'timer:' || key || ':' || attempt, jsonb_build_object(
         'kind', 'timer', 'key', key, 'attempt', attempt,
         'dueAt', to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
       FROM due ON CONFLICT DO NOTHING RETURNING run_id`,
    );
    if (rows.length > 0) await wakeRuns(client, queue, [...new Set(rows.map((row) => row.run_id))]);
    return rows.length;
  });
}
