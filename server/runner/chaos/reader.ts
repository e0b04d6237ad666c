import type { Pool } from '#server/db/pool.ts';
import { createLog } from '#server/log.ts';
import { type Chore, every } from '../every.ts';
import type { Problem } from './problem.ts';

const READ_MS = 5;

/** Follows a run while it is written, as a page does: what comes after the last number it has seen. */
export class Reader {
  readonly #pool: Pool;
  readonly #runId: string;
  readonly #chore: Chore;
  readonly problems: Problem[] = [];
  /** The number of the last event that was read. */
  seen = 0;

  constructor(pool: Pool, runId: string) {
    this.#pool = pool;
    this.#runId = runId;
    this.#chore = every(READ_MS, 'Reading events', createLog('silent', 'chaos'), () => this.#read());
  }

  stop(): Promise<void> {
    return this.#chore.stop();
  }

  /** An event that becomes visible after one with a higher number would never be seen. */
  async #read(): Promise<void> {
    const { rows } = await this.#pool.query<{ seq: number }>(
      'SELECT seq FROM run_event WHERE run_id = $1 AND seq > $2 ORDER BY seq',
      [this.#runId, this.seen],
    );
    for (const { seq } of rows) {
      if (seq !== this.seen + 1) {
        const what = `a reader saw event ${seq} after event ${this.seen}`;
        this.problems.push({ kind: 'lost', what, runId: this.#runId });
      }
      this.seen = seq;
    }
  }
}
