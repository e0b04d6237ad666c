import type { Pool, PoolClient } from '#server/db/pool.ts';
import { RUN_CHANNEL } from '#server/live/live.ts';
import type { SegmentQueue } from '../run-host.ts';
import { type RunSignal, type RunSignalPayload, runSignalPayloadSchema } from '../signal-payload.ts';

/** Tells runner processes that signals came in for live runs; the payload is a run id. Only a hint: they also poll. */
export const SIGNAL_CHANNEL = 'fermata_signal';

export type SignalAnswer = 'sent' | 'duplicate' | 'final';

/**
 * Inserts a signal and wakes its run, in the caller's transaction. The run is locked first: parking takes the same
 * lock before it looks for signals, so one of the two always sees the other.
 */
export async function sendSignal(
  client: PoolClient,
  queue: SegmentQueue,
  runId: string,
  signal: RunSignal,
): Promise<SignalAnswer> {
  const { rows } = await client.query<{ phase: string }>('SELECT phase FROM run WHERE id = $1 FOR UPDATE', [runId]);
  const phase = rows[0]?.phase ?? 'final';
  if (phase === 'final') return 'final';
  if (phase === 'queued' && signal.payload.kind === 'cancel') return endQueued(client, runId, signal.payload);
  const { rowCount } = await client.query(
    'INSERT INTO run_signal (run_id, key, payload) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [runId, signal.key, JSON.stringify(signal.payload)],
  );
  if (rowCount === 0) return 'duplicate';
  await wakeRuns(client, queue, [runId]);
  return 'sent';
}

/**
 * Cancels a run that was not admitted, under its lock. No process knows of it and nothing of it runs, so its final event
 * is all that there is to write; the epoch fences whoever else may want to end it.
 */
async function endQueued(
  client: PoolClient,
  runId: string,
  { by, reason }: Extract<RunSignalPayload, { kind: 'cancel' }>,
): Promise<SignalAnswer> {
  await client.query(
    `WITH ended AS (
       UPDATE run SET phase = 'final', status = 'cancelled', epoch = epoch + 1, last_seq = last_seq + 1,
                      ended_at = greatest(clock_timestamp(), created_at)
       WHERE id = $1 RETURNING id, last_seq, ended_at)
     INSERT INTO run_event (run_id, seq, at, v, type, body)
     SELECT id, last_seq, ended_at, 1, 'run.cancelled', $2 FROM ended`,
    [runId, JSON.stringify({ by, reason })],
  );
  await client.query('SELECT pg_notify($1, $2)', [RUN_CHANNEL, runId]);
  return 'sent';
}

/**
 * Wakes runs that have signals, in the caller's transaction: a parked run gets its next segment, a live one a hint.
 * @returns the runs that were parked.
 */
export async function wakeRuns(client: PoolClient, queue: SegmentQueue, runIds: string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string; phase: string; segment: number | null }>(
    `WITH locked AS MATERIALIZED (SELECT id, phase FROM run WHERE id = ANY($1) ORDER BY id FOR UPDATE),
     woken AS (UPDATE run r SET phase = 'active', segment = r.segment + 1
               FROM locked l WHERE r.id = l.id AND l.phase = 'parked' RETURNING r.id, r.segment)
     SELECT l.id, l.phase, w.segment FROM locked l LEFT JOIN woken w ON w.id = l.id`,
    [runIds],
  );
  const woken = rows.flatMap(({ id, segment }) => (segment === null ? [] : [{ runId: id, segment }]));
  await queue.enqueue(client, woken);
  const live = rows.filter((row) => row.phase === 'active').map((row) => row.id);
  if (live.length > 0) {
    await client.query('SELECT pg_notify($1, id) FROM unnest($2::text[]) id', [SIGNAL_CHANNEL, live]);
  }
  return woken.map(({ runId }) => runId);
}

/** What these runs were told and have not folded yet, oldest first. */
export async function readSignals(db: Pool | PoolClient, runIds: string[]): Promise<Map<string, RunSignal[]>> {
  const { rows } = await db.query<{ run_id: string; key: string; payload: unknown }>({
    name: 'signals',
    text: `SELECT run_id, key, payload FROM run_signal WHERE run_id = ANY($1) AND consumed_at IS NULL
           ORDER BY created_at, key`,
    values: [runIds],
  });
  const byRun = new Map<string, RunSignal[]>();
  for (const row of rows) {
    // A kind that only a newer release knows is left for a process that does.
    const payload = runSignalPayloadSchema.safeParse(row.payload);
    if (!payload.success) continue;
    const list = byRun.get(row.run_id) ?? [];
    byRun.set(row.run_id, list);
    list.push({ key: row.key, payload: payload.data });
  }
  return byRun;
}
