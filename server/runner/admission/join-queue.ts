import { FermataError } from '#core/errors.ts';
import type { PoolClient } from '#server/db/pool.ts';

/** Long enough that a client which obeys is no load, short enough that a queue that empties is not idle for long. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Held by whoever counts the queue or what runs in a workspace, until the transaction ends. It comes after every other
 * lock of a start, and its holders never wait for a run's row, so nobody can wait for it in a circle.
 */
export async function lockAdmission(client: PoolClient, workspaceId: string): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`fermata admission ${workspaceId}`]);
}

/**
 * Lets a run that was inserted as `queued` wait for its admission, in the same transaction.
 * @throws FermataError RATE_LIMITED when more would wait than the workspace wants; `details` say for how long to wait.
 */
export async function joinQueue(client: PoolClient, workspaceId: string): Promise<void> {
  await lockAdmission(client, workspaceId);
  const { rows } = await client.query<{ bound: number; full: boolean }>({
    name: 'join_queue',
    text: `SELECT w.max_queued_runs AS bound, (
             SELECT count(*) FROM (
               SELECT 1 FROM run r WHERE r.phase = 'queued' AND r.workspace_id = w.id LIMIT w.max_queued_runs + 1) AS q
           ) > w.max_queued_runs AS full
           FROM workspace w WHERE w.id = $1`,
    values: [workspaceId],
  });
  if (!rows[0]?.full) return;
  const { bound } = rows[0];
  const waiting = bound === 1 ? 'One run waits' : `${bound.toLocaleString('en')} runs wait`;
  throw new FermataError(
    'RATE_LIMITED',
    `${waiting} for a free place already, which is the limit. Try again when some have started.`,
    { details: { queued: bound, retryAfterSeconds: RETRY_AFTER_SECONDS } },
  );
}
