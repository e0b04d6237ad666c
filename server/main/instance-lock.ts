import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const INSTANCE_LOCK = 7_345_002;
const PATIENCE_MS = 3_000;

export interface InstanceLock {
  release(): Promise<void>;
}

/**
 * One supervisor per data directory: a session lock in its database, which the server itself releases when the holder
 * dies, so no stale lock can remain. The held connection also tells at once when the server goes away.
 * @param onLost called when the connection ends without {@link InstanceLock.release}.
 * @returns null when another supervisor holds it. One that was just killed is given a moment to be noticed.
 */
export async function takeInstanceLock(url: string, onLost: () => void): Promise<InstanceLock | null> {
  const client = new pg.Client({ connectionString: url, application_name: 'fermata supervisor', keepAlive: true });
  let wanted = true;
  client.on('error', () => undefined);
  await client.connect();
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(100)) {
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [INSTANCE_LOCK]);
    if (rows[0]?.held) break;
    if (Date.now() > deadline) {
      await client.end();
      return null;
    }
  }
  client.once('end', () => {
    if (wanted) onLost();
  });
  return {
    release: async () => {
      wanted = false;
      await client.end().catch(() => undefined);
    },
  };
}
