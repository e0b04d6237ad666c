import type { RunEvent } from '#core/run/events.ts';
import { type Pool, createPool } from '#server/db/pool.ts';
import { createLog } from '#server/log.ts';
import { prepareDatabase } from '#server/main/prepare-database.ts';
import { type TestServer, startTestServer } from '#server/testing/test-server.ts';
import { chaosWorkflow } from './chaos-workflow.ts';
import type { Victims } from './faults.ts';
import type { StartedRun } from './journals.ts';
import { People } from './people.ts';
import { RunClient } from './run-client.ts';
import { RunnerProcess } from './runner-process.ts';
import { Sink } from './sink.ts';
import { heldBy, installWitness, takenFrom } from './witness.ts';

const RUNNERS = 3;

/** A database of its own, the outside world, three runners, and people who answer. Each is a process that may end. */
export class ChaosWorld implements Victims {
  readonly pool: Pool;
  readonly client: RunClient;
  readonly people: People;
  readonly sink: Sink;
  readonly runners: readonly RunnerProcess[];
  readonly #server: TestServer;
  readonly #seeds = new Map<string, number>();

  private constructor(server: TestServer, sink: Sink, pool: Pool, client: RunClient, random: () => number) {
    this.#server = server;
    this.sink = sink;
    this.pool = pool;
    this.client = client;
    this.people = new People(client, sink, random, createLog('silent', 'chaos'));
    this.runners = Array.from(
      { length: RUNNERS },
      (_, index) => new RunnerProcess(`r${index + 1}`, server.url, sink.url),
    );
  }

  static async open(random: () => number): Promise<ChaosWorld> {
    const server = await startTestServer();
    await prepareDatabase(server.url);
    const pool = createPool(server.url, { max: 8, name: 'fermata chaos' });
    await installWitness(pool);
    const client = new RunClient(pool);
    await client.prepare();
    return new ChaosWorld(server, await Sink.open(), pool, client, random);
  }

  /** Starts a run of the seed's workflow. */
  async start(seed: number): Promise<string> {
    const id = await this.client.start(chaosWorkflow(seed).document, seed);
    this.#seeds.set(id, seed);
    return id;
  }

  /** Runs that are not over, and for how long the quietest of them has had no event, in milliseconds. */
  async open(): Promise<{ count: number; quietMs: number }> {
    const [row] = await this.client.query<{ count: number; quietMs: number }>(
      `SELECT count(*)::int AS count, coalesce(max(extract(epoch FROM now() - e.at) * 1000), 0)::float8 AS "quietMs"
       FROM run r JOIN run_event e ON e.run_id = r.id AND e.seq = r.last_seq WHERE r.phase <> 'final'`,
    );
    return row ?? { count: 0, quietMs: 0 };
  }

  async journals(): Promise<StartedRun[]> {
    const rows = await this.client.query<{ id: string; phase: string; where: string }>(
      `SELECT r.id, r.phase, concat_ws(', ', 'phase ' || r.phase, 'segment ' || r.segment,
         'epoch ' || r.epoch, 'claims without progress ' || r.idle_claims,
         (SELECT 'in the queue ' || string_agg(concat_ws(' ', w.workflow_uuid, w.status, w.executor_id), ' and ')
          FROM dbos.workflow_status w WHERE w.workflow_uuid LIKE r.id || ':%' AND w.status IN ('PENDING', 'ENQUEUED')),
         (SELECT 'signals ' || string_agg(s.key, ' ') FROM run_signal s WHERE s.run_id = r.id AND s.consumed_at IS NULL),
         (SELECT 'gates ' || string_agg(a.key || ' ' || a.status, ' ') FROM approval a WHERE a.run_id = r.id),
         (SELECT 'timers ' || string_agg(t.key || ' ' || t.due_at, ' ') FROM timer t WHERE t.run_id = r.id)) AS where
       FROM run r ORDER BY r.created_at`,
    );
    const events = await this.client.query<{ runId: string; event: RunEvent }>(
      `SELECT run_id AS "runId", body || jsonb_build_object('seq', seq, 'at', at, 'v', v, 'type', type) AS event
       FROM run_event ORDER BY run_id, seq`,
    );
    const byRun = Map.groupBy(events, (row) => row.runId);
    return rows.map(({ id, phase, where }) => ({
      id,
      where,
      seed: this.#seeds.get(id) ?? 0,
      isOver: phase === 'final',
      events: (byRun.get(id) ?? []).map((row) => row.event),
    }));
  }

  restartDatabase(): Promise<void> {
    return this.#server.restart();
  }

  heldBy(runner: string): Promise<number> {
    return heldBy(this.pool, runner);
  }

  takenFrom(runner: string, since: number): Promise<number> {
    return takenFrom(this.pool, runner, since);
  }

  async close(): Promise<void> {
    await this.people.stop();
    await Promise.all(this.runners.map((runner) => runner.stop()));
    this.sink.close();
    await this.pool.end();
    await this.#server.stop();
  }
}
