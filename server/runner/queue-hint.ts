import type { Pool } from '#server/db/pool.ts';

/** Tells runner processes that segments were enqueued. Only a hint: they also look by themselves. */
export const QUEUE_CHANNEL = 'fermata_queue';
/** Tells them that a run waits for admission, and is as little to be relied on. */
export const ADMISSION_CHANNEL = 'fermata_admission';

const PAUSE_MS = 10;

/**
 * Wakes the runners when there is something to take: the first hint at once, those of the next moments together.
 * Best effort, and outside the transactions that enqueue: inside, they would wait for each other.
 */
export class QueueHint {
  readonly #pool: Pool;
  readonly #channel: string;
  #resting = false;
  #again = false;

  constructor(pool: Pool, channel: typeof QUEUE_CHANNEL | typeof ADMISSION_CHANNEL) {
    this.#pool = pool;
    this.#channel = channel;
  }

  readonly give = (): void => {
    if (this.#resting) {
      this.#again = true;
      return;
    }
    this.#resting = true;
    this.#again = false;
    // Lost with its connection, or with a process that ends: the runners' next look is soon enough.
    void this.#pool.query('SELECT pg_notify($1, $2)', [this.#channel, '']).catch(() => undefined);
    setTimeout(() => {
      this.#resting = false;
      if (this.#again) this.give();
    }, PAUSE_MS).unref();
  };
}
