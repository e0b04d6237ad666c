import type { Pool } from '#server/db/pool.ts';
import { RUN_CHANNEL } from '#server/live/live.ts';
import type { Log } from '#server/log.ts';

/** Long enough for the commits of a burst, and short beside what a program waits that started a run of milliseconds. */
const COALESCE_MS = 3;
/** A payload may have 8,000 bytes; an id has 36 and a comma. */
const MAX_IDS = 200;

/**
 * Tells web processes which runs have news. Many commits make one notification, outside their transactions: inside,
 * each would wait for the one lock that orders notifications.
 */
export class LiveNotify {
  readonly #pool: Pool;
  readonly #log: Log;
  #touched = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(pool: Pool, log: Log) {
    this.#pool = pool;
    this.#log = log;
  }

  readonly touch = (runId: string): void => {
    this.#touched.add(runId);
    this.#timer ??= setTimeout(() => void this.flush(), COALESCE_MS);
  };

  /** Best effort: readers also poll. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const ids = [...this.#touched];
    this.#touched = new Set();
    for (let at = 0; at < ids.length; at += MAX_IDS) {
      await this.#pool
        .query('SELECT pg_notify($1, $2)', [RUN_CHANNEL, ids.slice(at, at + MAX_IDS).join(',')])
        .catch((cause: unknown) => this.#log.warn({ err: cause }, 'A live notification was lost.'));
    }
  }
}
