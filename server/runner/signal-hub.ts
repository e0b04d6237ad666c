import pg from 'pg';
import type { Pool } from '#server/db/pool.ts';
import type { Log } from '#server/log.ts';
import { type Chore, every } from './every.ts';
import { SIGNAL_CHANNEL, readSignals } from './journal/signals.ts';
import type { SignalSource } from './ports.ts';
import type { RunSignal } from './signal-payload.ts';

const POLL_MS = 1_000;

/**
 * Brings signals to the live segments of this process: at once when a notification is heard, else with the next poll,
 * which is one query for all of them. The same connection hears what else the runner wants to know at once.
 */
export class SignalHub implements SignalSource {
  readonly #url: string;
  readonly #pool: Pool;
  readonly #log: Log;
  readonly #others: Readonly<Record<string, () => unknown>>;
  readonly #listeners = new Map<string, (signals: RunSignal[]) => void>();
  readonly #hinted = new Set<string>();
  readonly #poll: Chore;
  #client: pg.Client | null = null;
  #reading = false;
  #closed = false;

  /** @param others what to call when something is heard on other channels. */
  constructor(url: string, pool: Pool, log: Log, others: Readonly<Record<string, () => unknown>>) {
    this.#url = url;
    this.#pool = pool;
    this.#log = log;
    this.#others = others;
    this.#poll = every(POLL_MS, 'Reading signals', log, async () => {
      if (!this.#client) await this.#connect();
      if (this.#listeners.size > 0) await this.#read([...this.#listeners.keys()]);
    });
  }

  /** Hears notifications from now on. */
  async start(): Promise<void> {
    await this.#connect();
  }

  listen(runId: string, deliver: (signals: RunSignal[]) => void): () => void {
    this.#listeners.set(runId, deliver);
    return () => {
      if (this.#listeners.get(runId) === deliver) this.#listeners.delete(runId);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#poll.stop();
    await this.#client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true, application_name: 'fermata signals' });
    const lose = (): void => {
      if (this.#client === client) this.#client = null;
    };
    client.on('error', lose);
    client.on('end', lose);
    client.on('notification', ({ channel, payload }) => {
      if (channel === SIGNAL_CHANNEL) this.#hear(payload ?? '');
      else this.#others[channel]?.();
    });
    await client.connect();
    await client.query([SIGNAL_CHANNEL, ...Object.keys(this.#others)].map((channel) => `LISTEN ${channel}`).join('; '));
    this.#client = client;
  }

  #hear(runId: string): void {
    if (!this.#listeners.has(runId)) return;
    this.#hinted.add(runId);
    if (!this.#reading) void this.#readHinted();
  }

  /** Hints that come while a query is under way share the next one. */
  async #readHinted(): Promise<void> {
    this.#reading = true;
    while (this.#hinted.size > 0 && !this.#closed) {
      const runIds = [...this.#hinted];
      this.#hinted.clear();
      await this.#read(runIds).catch((cause: unknown) => this.#log.warn({ err: cause }, 'Signals could not be read.'));
    }
    this.#reading = false;
  }

  async #read(runIds: string[]): Promise<void> {
    for (const [runId, signals] of await readSignals(this.#pool, runIds)) this.#listeners.get(runId)?.(signals);
  }
}
