import type { Pool } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { endRun } from './end-run.ts';
import { wakeRuns } from './journal/signals.ts';
import type { SegmentPorts } from './ports.ts';
import type { QueueView, SegmentQueue } from './run-host.ts';
import { CANCEL_SIGNAL } from './signal-payload.ts';

const STRANDED_MS = 10_000;
const CANCEL_GRACE_MS = 2_000;

export interface ReconcileParts {
  pool: Pool;
  queue: SegmentQueue & QueueView;
  executorId: string;
  /** Whether this process works on a segment that the queue believes it has. */
  isHeld(runId: string, segment: number): boolean;
  ports: Pick<SegmentPorts, 'store' | 'clock' | 'random' | 'graphs' | 'live' | 'log'>;
}

/**
 * Finds what fell between two chairs: an active run that nobody has, a segment that this process took and lost, a
 * parked run with signals. Each correction is conditional, so all processes may do it.
 */
export async function reconcile({ pool, queue, executorId, isHeld, ports }: ReconcileParts): Promise<void> {
  const stranded = await withTransaction(pool, async (client) => {
    const taken = await queue.takenBy(client, executorId, STRANDED_MS);
    return [...(await queue.orphanedRuns(client)), ...taken.filter((each) => !isHeld(each.runId, each.segment))];
  });
  for (const { runId, segment } of stranded) {
    ports.log.warn({ run: runId, segment }, 'Nobody had this active run; it gets another segment.');
    await nextSegment(pool, queue, runId, segment);
  }
  const { rows } = await pool.query<{ id: string }>(
    `SELECT r.id FROM run r WHERE r.phase = 'parked' AND EXISTS (
       SELECT 1 FROM run_signal s WHERE s.run_id = r.id AND s.consumed_at IS NULL) LIMIT 500`,
  );
  if (rows.length > 0) {
    await withTransaction(pool, (client) =>
      wakeRuns(
        client,
        queue,
        rows.map((row) => row.id),
      ),
    );
  }
}

async function nextSegment(pool: Pool, queue: SegmentQueue, runId: string, segment: number): Promise<void> {
  await withTransaction(pool, async (client) => {
    const { rows } = await client.query<{ segment: number }>(
      `UPDATE run SET segment = segment + 1 WHERE id = $1 AND segment = $2 AND phase = 'active' RETURNING segment`,
      [runId, segment],
    );
    if (rows[0]) await queue.enqueue(client, [{ runId, segment: rows[0].segment }]);
  });
}

/** Ends runs whose cancellation nobody carried out in time: their process hangs, or there was no room for them. */
export async function finishCancelled(pool: Pool, ports: ReconcileParts['ports']): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT r.id FROM run r JOIN run_signal s ON s.run_id = r.id AND s.key = $1
     WHERE r.phase = 'active' AND s.consumed_at IS NULL AND s.created_at < now() - $2 * interval '1 millisecond'
     LIMIT 100`,
    [CANCEL_SIGNAL, CANCEL_GRACE_MS],
  );
  for (const { id } of rows) {
    const claim = await ports.store.seize(id, null);
    if (!claim) continue;
    const signals = await ports.store.signals(id);
    const cancel = signals.find((signal) => signal.key === CANCEL_SIGNAL)?.payload;
    if (cancel?.kind !== 'cancel') continue;
    await endRun(ports, claim, { type: 'run.cancelled', by: cancel.by, reason: cancel.reason });
  }
}
