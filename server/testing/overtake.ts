import { expect } from 'vitest';
import type { Pool, PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';

/**
 * Two at the same time, in the order that is rare: `first` is done and not committed when `second` has read what it
 * decides by, and is committed when `second` waits for it.
 * @returns what `second` ends with; an error is an answer too.
 */
export async function overtake(
  pool: Pool,
  first: (client: PoolClient) => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<unknown> {
  let answer: Promise<unknown> = Promise.resolve();
  await withTransaction(pool, async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await first(client);
    answer = second().catch((error: unknown) => error);
    const isWaitedFor = async () => {
      const blocked = 'SELECT 1 FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))';
      return (await pool.query(blocked, [rows[0]?.pid])).rowCount !== 0;
    };
    await expect.poll(isWaitedFor, { timeout: 15_000, interval: 10 }).toBe(true);
  });
  return answer;
}
