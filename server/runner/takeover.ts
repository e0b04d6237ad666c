import type { Pool } from '#server/db/pool.ts';
import type { Log } from '#server/log.ts';
import { type Liveness, STALE_MS, lockKey } from './liveness.ts';
import type { QueueView, RunHost } from './run-host.ts';

export interface TakeoverParts {
  pool: Pool;
  host: RunHost;
  queue: QueueView;
  liveness: Pick<Liveness, 'mayJudgeLocks' | 'mayJudgeBeats'>;
  executorId: string;
  log: Log;
}

/**
 * Finds processes that died and takes over what they ran. A process is marked dead first, in one conditional update, so
 * that one that wakes up late learns of it; then what it had taken goes back into the queue. Both may be repeated.
 */
export async function takeOver(parts: TakeoverParts): Promise<void> {
  const { pool, host, queue, log } = parts;
  const dead = await findDead(parts);
  for (const { id, stale } of dead) {
    const { rowCount } = await pool.query(
      `UPDATE runner SET state = 'dead'
       WHERE id = $1 AND state = 'alive' AND (NOT $2 OR beat_at < now() - $3 * interval '1 millisecond')`,
      [id, stale, STALE_MS],
    );
    if (rowCount === 1)
      log.warn({ runner: id, why: stale ? 'its beat stopped' : 'its lock is free' }, 'A runner died.');
  }
  const client = await pool.connect();
  const lost = await queue.lostExecutors(client).finally(() => client.release());
  if (lost.length > 0) await host.recover(lost);
}

async function findDead({ pool, liveness, executorId }: TakeoverParts): Promise<{ id: string; stale: boolean }[]> {
  if (!liveness.mayJudgeLocks()) return [];
  const { rows } = await pool.query<{ id: string; stale: boolean; settled: boolean }>(
    `SELECT id, beat_at < now() - $2 * interval '1 millisecond' AS stale,
            pg_postmaster_start_time() < now() - $2 * interval '1 millisecond' AS settled
     FROM runner WHERE state = 'alive' AND id <> $1`,
    [executorId, STALE_MS],
  );
  // A database that has just started freed every lock; their owners are on their way back.
  const others = rows.filter((row) => row.settled);
  if (others.length === 0) return [];
  const held = await heldLocks(pool);
  return others.flatMap(({ id, stale }): { id: string; stale: boolean }[] => {
    const free = !held.has(lockKey(id).map(unsigned).join(':'));
    if (free) return [{ id, stale: false }];
    return stale && liveness.mayJudgeBeats() ? [{ id, stale }] : [];
  });
}

async function heldLocks(pool: Pool): Promise<Set<string>> {
  const { rows } = await pool.query<{ key: string }>(
    `SELECT classid || ':' || objid AS key FROM pg_locks
     WHERE locktype = 'advisory' AND objsubid = 2 AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return new Set(rows.map((row) => row.key));
}

const unsigned = (value: number): number => value >>> 0;
