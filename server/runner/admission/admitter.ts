import type { Pool } from '#server/db/pool.ts';
import type { Log } from '#server/log.ts';
import type { SegmentQueue } from '../run-host.ts';
import { admitTurn, queuedWorkspaces } from './admit.ts';

/**
 * Admits waiting runs: when one was queued, when a place was freed in this process, and each second in any case. While
 * nothing waits, the end of a run costs no query.
 */
export class Admitter {
  readonly #pool: Pool;
  readonly #queue: SegmentQueue;
  readonly #log: Log;
  /** Whether somebody waited when we last looked. A run that is queued later is announced. */
  #anyQueued = true;
  #wanted = false;
  #working: Promise<void> | null = null;
  #closed = false;

  constructor(pool: Pool, queue: SegmentQueue, log: Log) {
    this.#pool = pool;
    this.#queue = queue;
    this.#log = log;
  }

  /** A run of this process has ended or waits. */
  readonly placeFreed = (): void => {
    if (this.#anyQueued) void this.look();
  };

  /** Admits whom there is a place for. Calls that come while it works share one more round. */
  readonly look = (): Promise<void> => {
    this.#wanted = true;
    this.#working ??= this.#work();
    return this.#working;
  };

  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#wanted && !this.#closed) {
      this.#wanted = false;
      this.#anyQueued = true;
      try {
        this.#anyQueued = await this.#round();
      } catch (cause) {
        // The next second tries again.
        if (!this.#closed) this.#log.warn({ err: cause }, 'Runs could not be admitted; trying again.');
        break;
      }
    }
    // Here and not when the promise settles: a call in between must begin anew.
    this.#working = null;
  }

  /** Turn by turn between the workspaces. @returns whether anybody waited. */
  async #round(): Promise<boolean> {
    const queued = await queuedWorkspaces(this.#pool);
    for (let turn = queued; turn.length > 0 && !this.#closed; ) {
      const again: string[] = [];
      for (const id of turn) if (await admitTurn(this.#pool, this.#queue, id)) again.push(id);
      turn = again;
    }
    return queued.length > 0;
  }
}
