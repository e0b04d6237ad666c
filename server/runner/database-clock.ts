import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pool } from '#server/db/pool.ts';
import type { Clock } from './ports.ts';

const SAMPLES = 5;
const TURN_MS = 10;
const MAX_TIMEOUT_MS = 2_147_483_647;

/**
 * The database's clock, kept here between measurements by the process's own steady clock, so that the events of a run
 * are in order whichever machine writes them. It never goes back.
 */
export class DatabaseClock implements Clock {
  readonly #pool: Pool;
  /** Database time minus the steady clock, in milliseconds. */
  #offsetMs = Date.now() - performance.now();
  #last = 0;
  #turnBegan: number | null = null;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Measures the difference: of several round trips the quickest knows it best. */
  async synchronise(): Promise<void> {
    let quickestMs = Number.POSITIVE_INFINITY;
    for (let sample = 0; sample < SAMPLES; sample++) {
      const sent = performance.now();
      const { rows } = await this.#pool.query<{ ms: number }>(
        'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
      );
      const answered = performance.now();
      if (!rows[0] || answered - sent >= quickestMs) continue;
      quickestMs = answered - sent;
      this.#offsetMs = rows[0].ms - (sent + answered) / 2;
    }
  }

  now(): number {
    this.#last = Math.max(this.#last, Math.floor(performance.now() + this.#offsetMs));
    return this.#last;
  }

  at(time: number, call: () => void): () => void {
    const timer = setTimeout(call, Math.min(Math.max(0, time - this.now()), MAX_TIMEOUT_MS));
    return () => clearTimeout(timer);
  }

  isYieldDue(): boolean {
    const now = performance.now();
    if (this.#turnBegan === null) {
      this.#turnBegan = now;
      // Runs when others get their turn, and not before.
      setImmediate(() => (this.#turnBegan = null));
    }
    return now - this.#turnBegan > TURN_MS;
  }

  async yield(): Promise<void> {
    await nextTurn();
  }
}
