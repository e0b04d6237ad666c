import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Pool } from '#server/db/pool.ts';
import type { Log } from '#server/log.ts';
import { type Chore, every } from './every.ts';

export const BEAT_MS = 1_500;
/** A beat older than this is a dead process; the own beat must have been fine for as long before others are judged. */
export const STALE_MS = 5_000;
const RETAKE_MS = 3_000;
const RETAKE_PAUSE_MS = 200;

export interface LivenessEvents {
  /** The lock is gone: start nothing until {@link regained}. */
  lost(): void;
  regained(): void;
  /** The process did nothing for so long that its runs may be elsewhere. */
  gap(): void;
  /** Others hold this process for dead. It must end. */
  dead(): void;
}

/**
 * Shows that this process lives: a session lock on a connection of its own, which the death of the process frees at
 * once, and a beat for the deaths that free nothing (a frozen process, a machine that vanished).
 */
export class Liveness {
  readonly #url: string;
  readonly #pool: Pool;
  readonly #executorId: string;
  readonly #events: LivenessEvents;
  readonly #log: Log;
  #client: pg.Client | null = null;
  #beat: Chore | null = null;
  // By the steady clock: one that is set to another time is no reason to give anything up, or to judge others.
  #tickedAt = 0;
  #fineSince = Number.POSITIVE_INFINITY;
  #lockSince = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(url: string, pool: Pool, executorId: string, log: Log, events: LivenessEvents) {
    this.#url = url;
    this.#pool = pool;
    this.#executorId = executorId;
    this.#events = events;
    this.#log = log;
  }

  /** Takes the lock and then shows up in the table, so that nobody ever sees a living process without its lock. */
  async start(): Promise<void> {
    await this.#takeLock();
    await this.#pool.query('INSERT INTO runner (id) VALUES ($1)', [this.#executorId]);
    this.#tickedAt = performance.now();
    this.#fineSince = this.#tickedAt;
    this.#beat = every(BEAT_MS, 'The beat', this.#log, () => this.#tick());
  }

  /** Leaves in order: nobody has to find out. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#beat?.stop();
    await this.#pool.query(`UPDATE runner SET state = 'stopped' WHERE id = $1 AND state = 'alive'`, [this.#executorId]);
    await this.#client?.end().catch(() => undefined);
  }

  /** Whether a free lock of another process means something: the own lock was not lost a moment ago. */
  mayJudgeLocks(): boolean {
    return this.#client !== null && performance.now() - this.#lockSince >= STALE_MS;
  }

  /** Whether an old beat of another process means something. */
  mayJudgeBeats(): boolean {
    return this.mayJudgeLocks() && performance.now() - this.#fineSince >= STALE_MS;
  }

  async #tick(): Promise<void> {
    const now = performance.now();
    const gapMs = now - this.#tickedAt;
    this.#tickedAt = now;
    if (gapMs > STALE_MS) {
      this.#log.warn({ gapMs }, 'This process did nothing for a while; it gives up what it ran.');
      this.#fineSince = now;
      this.#events.gap();
    }
    try {
      const { rowCount } = await this.#pool.query(
        `UPDATE runner SET beat_at = clock_timestamp() WHERE id = $1 AND state = 'alive'`,
        [this.#executorId],
      );
      if (rowCount === 0 && !this.#stopped) this.#events.dead();
    } catch (cause) {
      this.#fineSince = Number.POSITIVE_INFINITY;
      throw cause;
    }
    // Waiting for the database is not doing nothing.
    this.#tickedAt = performance.now();
    this.#fineSince = Math.min(this.#fineSince, this.#tickedAt);
  }

  async #takeLock(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      keepAlive: true,
      application_name: 'fermata liveness',
    });
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    try {
      await client.connect();
      const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS taken', [
        ...lockKey(this.#executorId),
      ]);
      if (!rows[0]?.taken) throw new Error('The lock of this process is taken');
      this.#client = client;
    } catch (cause) {
      await client.end().catch(() => undefined);
      throw cause;
    }
  }

  #lose(client: pg.Client): void {
    if (this.#client !== client || this.#stopped) return;
    this.#client = null;
    this.#log.warn('The connection that shows that this process lives was lost.');
    this.#events.lost();
    void this.#retake();
  }

  /** While the database is away nobody can judge; from its first answer on there are three seconds to be back. */
  async #retake(): Promise<void> {
    let answeredAt = Number.POSITIVE_INFINITY;
    while (!this.#stopped) {
      try {
        const { rows } = await this.#pool.query<{ state: string }>('SELECT state FROM runner WHERE id = $1', [
          this.#executorId,
        ]);
        answeredAt = Math.min(answeredAt, performance.now());
        if (rows[0]?.state !== 'alive') return this.#events.dead();
        await this.#takeLock();
        this.#lockSince = performance.now();
        this.#log.info('The connection that shows that this process lives is back.');
        return this.#events.regained();
      } catch {
        if (performance.now() - answeredAt > RETAKE_MS) return this.#events.dead();
        await sleep(RETAKE_PAUSE_MS);
      }
    }
  }
}

/** The two numbers of a process's session lock: 64 bits of its id's hash, so that two never meet. */
export function lockKey(executorId: string): [number, number] {
  const digest = createHash('sha256').update(`fermata runner ${executorId}`).digest();
  return [digest.readInt32BE(0), digest.readInt32BE(4)];
}
