import type { Pool } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Log } from '#server/log.ts';
import type { ClaimRef, Delta, JournalStore } from '../journal-store.ts';
import type { SegmentQueue } from '../run-host.ts';
import { type ClaimRequest, claimRuns, seizeRun } from './claim.ts';
import { Committer } from './committer.ts';
import { untilAnswered } from '#server/db/database-errors.ts';
import { gather } from './gather.ts';
import { loadRuns, loadValues } from './load.ts';
import { handOverRun, parkRun, writeSnapshot } from './park.ts';
import { readSignals } from './signals.ts';

export interface PgJournalStore extends JournalStore {
  /** Lets what waits for a database that is away fail. The pool belongs to the caller. */
  close(): void;
}

/**
 * The journal on PostgreSQL. Waits for a database that is away, so a restart in the middle is only a pause.
 * @param onPlaceFreed called when a run has ended or was parked here: another may be admitted.
 */
export function createPgJournalStore(
  pool: Pool,
  queue: SegmentQueue,
  log: Log,
  onPlaceFreed: () => void = () => undefined,
): PgJournalStore {
  const committer = new Committer(pool);
  let closed = false;
  const freeing = async <T extends { kind: string }>(result: Promise<T>, kind: T['kind']): Promise<T> => {
    const answer = await result;
    if (answer.kind === kind) onPlaceFreed();
    return answer;
  };
  // What many segments ask when they begin, in few statements: round trips are most of what a short run costs.
  const claim = gather((requests: readonly ClaimRequest[]) => claimRuns(pool, requests));
  const load = gather((runIds: readonly string[]) => loadRuns(pool, runIds));
  const signals = gather(async (runIds: readonly string[]) => {
    const byRun = await readSignals(pool, [...runIds]);
    return runIds.map((runId) => byRun.get(runId) ?? []);
  });
  const answered = <T>(work: () => Promise<T>): Promise<T> => untilAnswered(work, () => closed);
  return {
    claim: (runId, segment, alone) => answered(() => claim({ runId, segment, alone })),
    seize: (runId, epoch) => answered(() => seizeRun(pool, runId, epoch)),
    load: (runId) => answered(() => load(runId)),
    signals: (runId) => answered(() => signals(runId)),
    commit: (unit) => {
      const result = committer.commit(unit);
      return unit.run.phase === 'final' ? freeing(result, 'committed') : result;
    },
    park: (claim, event, state) =>
      freeing(
        answered(() => parkRun(pool, claim, event, state)),
        'parked',
      ),
    handOver: (claim) => answered(() => handOverRun(pool, queue, claim)),
    saveSnapshot: (claim, state) => answered(() => writeSnapshot(pool, claim, state)),
    expireApproval: (claim, approvalId) => answered(() => expireApproval(pool, claim, approvalId)),
    values: (refs) => answered(() => loadValues(pool, refs)),
    appendDelta: (claim, delta) =>
      insertDelta(pool, claim, delta).catch((cause: unknown) => {
        log.warn({ err: cause, run: claim.runId }, 'A piece of streaming text was lost.');
      }),
    close: () => {
      closed = true;
      committer.close();
    },
  };
}

/** Under the run's lock, as deciding is: of the two exactly one finds the gate open. */
async function expireApproval(pool: Pool, { runId, epoch }: ClaimRef, approvalId: string): Promise<string | null> {
  return withTransaction(pool, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM run WHERE id = $1 AND epoch = $2 FOR UPDATE', [
      runId,
      epoch,
    ]);
    if (rowCount === 0) return null;
    const { rows } = await client.query<{ status: string }>(
      `UPDATE approval SET status = CASE WHEN status = 'pending' THEN 'expired' ELSE status END
       WHERE id = $1 AND run_id = $2 RETURNING status`,
      [approvalId, runId],
    );
    return rows[0]?.status ?? null;
  });
}

async function insertDelta(pool: Pool, { runId, epoch }: ClaimRef, delta: Delta): Promise<void> {
  await pool.query({
    name: 'delta',
    text: `INSERT INTO run_delta (run_id, key, attempt, "offset", text)
           SELECT id, $3, $4, $5, $6 FROM run WHERE id = $1 AND epoch = $2 AND phase = 'active'`,
    values: [runId, epoch, delta.key, delta.attempt, delta.offset, delta.text],
  });
}
