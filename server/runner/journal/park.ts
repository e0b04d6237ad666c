import type { RunEvent } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import type { Pool, PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { ClaimRef, ParkResult } from '../journal-store.ts';
import type { SegmentQueue } from '../run-host.ts';
import { eventColumns } from './batch.ts';
import { readSignals } from './signals.ts';

/**
 * Ends a claim while the run waits. The lock comes in one statement and the look for signals in a later one: under
 * READ COMMITTED only a later statement sees what a waker wrote before it gave the lock up.
 */
export async function parkRun(pool: Pool, claim: ClaimRef, event: RunEvent, state: RunState): Promise<ParkResult> {
  return withTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `SELECT 1 FROM run WHERE id = $1 AND epoch = $2 AND phase = 'active' AND last_seq = $3 FOR UPDATE`,
      [claim.runId, claim.epoch, event.seq - 1],
    );
    if (rowCount === 0) return { kind: 'fenced' };
    const signals = (await readSignals(client, [claim.runId])).get(claim.runId);
    if (signals) return { kind: 'signals', signals };
    await writeParked(client, claim.runId, event, state);
    return { kind: 'parked' };
  });
}

async function writeParked(client: PoolClient, runId: string, event: RunEvent, state: RunState): Promise<void> {
  await client.query(
    `WITH parked AS (
       UPDATE run SET phase = 'parked', status = 'waiting', last_seq = $2, idle_claims = 0 WHERE id = $1),
     event AS (
       INSERT INTO run_event (run_id, seq, at, v, type, body)
       SELECT $1, e.seq, e.at, e.v, e.type, e.body
       FROM json_to_record($3::json) AS e(seq int, at timestamptz, v int, type text, body jsonb))
     INSERT INTO run_snapshot (run_id, seq, v, state) VALUES ($1, $2, 1, $4)
     ON CONFLICT (run_id) DO UPDATE SET seq = excluded.seq, v = excluded.v, state = excluded.state`,
    [runId, event.seq, JSON.stringify(eventColumns(event)), JSON.stringify(state)],
  );
}

/** Puts the run's next segment into the queue, unless the claim is no longer the newest. */
export async function handOverRun(pool: Pool, queue: SegmentQueue, claim: ClaimRef): Promise<void> {
  await withTransaction(pool, async (client) => {
    const { rows } = await client.query<{ segment: number }>(
      `UPDATE run SET segment = segment + 1, idle_claims = 0 WHERE id = $1 AND epoch = $2 AND phase = 'active'
       RETURNING segment`,
      [claim.runId, claim.epoch],
    );
    if (rows[0]) await queue.enqueue(client, [{ runId: claim.runId, segment: rows[0].segment }]);
  });
}

/** Keeps a fold of committed events, if it is newer than the one there. Only a cache, and fenced all the same. */
export async function writeSnapshot(pool: Pool, claim: ClaimRef, state: RunState): Promise<void> {
  await pool.query(
    `INSERT INTO run_snapshot (run_id, seq, v, state)
     SELECT id, $3, 1, $4 FROM run WHERE id = $1 AND epoch = $2
     ON CONFLICT (run_id) DO UPDATE SET seq = excluded.seq, v = excluded.v, state = excluded.state
     WHERE run_snapshot.seq < excluded.seq`,
    [claim.runId, claim.epoch, state.seq, JSON.stringify(state)],
  );
}
