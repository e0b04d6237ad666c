import pg from 'pg';
import type { Log } from '#server/log.ts';
import { Watcher } from './watcher.ts';

/** The runner's commits and our votes are announced here; the payload is a comma-separated list of run ids. */
export const RUN_CHANNEL = 'fermata_run';
/** Announces, with a user id, that what somebody may do has changed, or that a session or key of theirs has ended. */
export const PEOPLE_CHANNEL = 'fermata_people';
/** Announces, with its id, that a workflow's draft was saved or published. */
export const WORKFLOW_CHANNEL = 'fermata_workflow';

const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 5_000;

/**
 * Hints that something changed, from one LISTEN connection for the whole process. Whoever waits reads the rows
 * itself: a hint carries no data and may be missed. The connection comes back by itself, and then wakes everybody,
 * because hints were lost.
 */
export class Live {
  readonly #databaseUrl: string;
  readonly #log: Log;
  /** By the id of a run, a person or a workflow. */
  readonly #byId = new Map<string, Set<Watcher>>();
  readonly #all = new Set<Watcher>();
  #client: pg.Client | null = null;
  #retry: NodeJS.Timeout | null = null;
  #retryMs = RECONNECT_MIN_MS;
  #closed = false;
  #listening = Promise.withResolvers<void>();

  constructor(databaseUrl: string, log: Log) {
    this.#databaseUrl = databaseUrl;
    this.#log = log;
    void this.#connect();
  }

  /** Hints about one run. Close it when done. */
  watchRun(runId: string): Watcher {
    return this.#watch(runId);
  }

  /** Hints that somebody's access may have changed. Close it when done. */
  watchPerson(userId: string): Watcher {
    return this.#watch(userId);
  }

  /** Hints about one workflow's draft. Close it when done. */
  watchWorkflow(workflowId: string): Watcher {
    return this.#watch(workflowId);
  }

  /** Hints about any run and any person. Close it when done. */
  watchAll(): Watcher {
    const watcher = new Watcher(() => this.#all.delete(watcher));
    this.#all.add(watcher);
    return watcher;
  }

  /** Resolves when the connection listens: what is announced from then on is heard. */
  ready(): Promise<void> {
    return this.#listening.promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#retry) clearTimeout(this.#retry);
    const client = this.#client;
    this.#client = null;
    this.#wakeEverybody();
    await client?.end().catch(() => undefined);
  }

  #watch(id: string): Watcher {
    const watchers = this.#byId.get(id) ?? new Set();
    this.#byId.set(id, watchers);
    const watcher = new Watcher(() => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#byId.get(id) === watchers) this.#byId.delete(id);
    });
    watchers.add(watcher);
    return watcher;
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#databaseUrl,
      keepAlive: true,
      application_name: 'fermata live',
    });
    this.#client = client;
    client.on('error', (cause) => this.#lose(client, cause));
    client.on('end', () => this.#lose(client));
    client.on('notification', ({ channel, payload }) => this.#hear(channel, payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${RUN_CHANNEL}; LISTEN ${PEOPLE_CHANNEL}; LISTEN ${WORKFLOW_CHANNEL}`);
      this.#retryMs = RECONNECT_MIN_MS;
      this.#listening.resolve();
      this.#wakeEverybody();
    } catch (cause) {
      this.#lose(client, cause);
    }
  }

  /** `error`, `end` and a rejected `connect` may all come for one client: only the first one counts. */
  #lose(client: pg.Client, cause?: unknown): void {
    if (this.#client !== client) return;
    this.#client = null;
    void client.end().catch(() => undefined);
    if (this.#closed) return;
    this.#log.warn({ err: cause }, 'The connection for live updates was lost; trying again.');
    // Whoever waits for the first connection keeps waiting for the next one.
    const waiting = this.#listening;
    this.#listening = Promise.withResolvers();
    void this.#listening.promise.then(waiting.resolve);
    this.#retry = setTimeout(() => void this.#connect(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, RECONNECT_MAX_MS);
  }

  #hear(channel: string, payload: string): void {
    // No list of runs or approvals changes when somebody types into a draft.
    if (channel !== WORKFLOW_CHANNEL) for (const watcher of this.#all) watcher.wake();
    for (const id of payload.split(',')) for (const watcher of this.#byId.get(id) ?? []) watcher.wake();
  }

  #wakeEverybody(): void {
    for (const watcher of this.#all) watcher.wake();
    for (const watchers of this.#byId.values()) for (const watcher of watchers) watcher.wake();
  }
}
