import type { Pool, PoolClient } from '#server/db/pool.ts';

/** What waits for the commit of a client's transaction. */
const waiting = new WeakMap<PoolClient, Set<() => void>>();

/** Runs `work` in one READ COMMITTED transaction: committed when it returns, rolled back when it throws. */
export async function withTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A client whose transaction could not be closed must not go back to the pool: the next user would be inside it.
  let broken: Error | undefined;
  const committed = new Set<() => void>();
  waiting.set(client, committed);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    for (const call of committed) call();
    return result;
  } catch (cause) {
    await client.query('ROLLBACK').catch((error: unknown) => {
      broken = error instanceof Error ? error : new Error(String(error));
    });
    throw cause;
  } finally {
    waiting.delete(client);
    client.release(broken);
  }
}

/**
 * Calls once when the transaction that the client is in has been committed, however often it is asked for; never when
 * it is rolled back. For hints: the process may end before. `call` must not throw.
 */
export function afterCommit(client: PoolClient, call: () => void): void {
  waiting.get(client)?.add(call);
}
