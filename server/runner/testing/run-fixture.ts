import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Json } from '#core/json.ts';
import type { RunEvent } from '#core/run/events.ts';
import { compileGraph } from '#core/run/graph.ts';
import { initialState, reduce } from '#core/run/reduce.ts';
import type { RunState } from '#core/run/state.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { hashJson, newId } from '#server/ids.ts';
import { type TestDatabase, createTestDatabase } from '#server/testing/test-database.ts';
import { ensureEngineSchema } from '../engine-schema.ts';
import { type RunGateway, createRunGateway } from '../gateway.ts';
import type { NewRun } from '../journal/start.ts';
import { loadRuns } from '../journal/load.ts';
import type { RunSignalPayload } from '../signal-payload.ts';
import { decideGate } from './decide.ts';
import { testDefinitions } from './test-nodes.ts';

const POLL_MS = 10;
/** Only for what never comes: long enough for a machine that has other things to do. */
const DEADLINE_MS = 50_000;

interface RunColumns {
  status: string;
  phase: string;
  segment: number;
  epoch: number;
  last_seq: number;
  idle_claims: number;
  output: Json;
  error: Json;
}

export interface WorkflowRef {
  workspaceId: string;
  workflowId: string;
}

/** A database with a workspace, in which tests start and watch runs as the web process would. */
export class RunFixture {
  readonly database: TestDatabase;
  readonly gateway: RunGateway;
  /** Where runs are started unless a test says otherwise. */
  readonly home: WorkflowRef = { workspaceId: randomUUID(), workflowId: randomUUID() };

  private constructor(database: TestDatabase, gateway: RunGateway) {
    this.database = database;
    this.gateway = gateway;
  }

  static async create(): Promise<RunFixture> {
    const database = await createTestDatabase();
    await ensureEngineSchema(database.url);
    const fixture = new RunFixture(database, createRunGateway(database.pool));
    await fixture.#insert(fixture.home);
    return fixture;
  }

  /** Another workflow: in the first workspace, or in a new one with these bounds. */
  async workflow(workspace?: { maxConcurrentRuns?: number; maxQueuedRuns?: number }): Promise<WorkflowRef> {
    const place = { workspaceId: workspace ? randomUUID() : this.home.workspaceId, workflowId: randomUUID() };
    await this.#insert(place, workspace);
    return place;
  }

  async #insert(
    { workspaceId, workflowId }: WorkflowRef,
    { maxConcurrentRuns, maxQueuedRuns }: { maxConcurrentRuns?: number; maxQueuedRuns?: number } = {},
  ): Promise<void> {
    await this.query(
      `INSERT INTO workspace (id, name, max_concurrent_runs, max_queued_runs) VALUES ($1, 'test', $2, $3)
       ON CONFLICT DO NOTHING`,
      [workspaceId, maxConcurrentRuns ?? null, maxQueuedRuns ?? 10_000],
    );
    await this.query(
      `INSERT INTO workflow (id, workspace_id, name, title, draft, created_by, updated_by)
       VALUES ($1, $2, $3, 'Test', '{}', 'u', 'u')`,
      [workflowId, workspaceId, workflowId],
    );
  }

  async drop(): Promise<void> {
    await this.database.drop();
  }

  async start(
    document: WorkflowDocument,
    input: Json = null,
    limits: Partial<NewRun['limits']> = {},
    options: Partial<WorkflowRef & Pick<NewRun, 'concurrency' | 'priority'>> = {},
  ): Promise<string> {
    const id = newId();
    const run = { ...this.home, ...options };
    const graphHash = hashJson(document);
    await withTransaction(this.database.pool, async (client) => {
      await client.query('INSERT INTO graph_snapshot VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        run.workspaceId,
        graphHash,
        document,
      ]);
      await this.gateway.start(client, {
        ...run,
        id,
        workflowName: 'test',
        version: 1,
        graphHash,
        input: { value: input },
        simulated: true,
        trigger: { kind: 'manual', by: null },
        limits: { maxNodeRuns: 10_000, timeoutMs: null, tokens: null, costUsd: null, ...limits },
      });
    });
    return id;
  }

  signal(runId: string, key: string, payload: RunSignalPayload): ReturnType<RunGateway['signal']> {
    return withTransaction(this.database.pool, (client) => this.gateway.signal(client, runId, key, payload));
  }

  decide(runId: string, key: string, decision: 'approved' | 'rejected' = 'approved'): Promise<string> {
    return decideGate(this.database.pool, this.gateway, { runId, key, decision });
  }

  async events(runId: string): Promise<RunEvent[]> {
    const { rows } = await this.database.pool.query<{ n: number }>(
      'SELECT 1 AS n FROM run_snapshot WHERE run_id = $1',
      [runId],
    );
    if (rows.length === 0) return (await loadRuns(this.database.pool, [runId]))[0]?.tail ?? [];
    const all = await this.database.pool.query<{ seq: number; at: Date; v: 1; type: string; body: object }>(
      'SELECT seq, at, v, type, body FROM run_event WHERE run_id = $1 ORDER BY seq',
      [runId],
    );
    return all.rows.map(({ body, at, ...head }) => ({ ...body, ...head, at: at.toISOString() }) as RunEvent);
  }

  /** The journal of the run has every number from 1 on, once and in order. */
  async expectGapFree(runId: string): Promise<void> {
    const seqs = (await this.events(runId)).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  }

  /** `type key` of every event, for assertions about the order. */
  async story(runId: string): Promise<string[]> {
    return (await this.events(runId)).map((event) =>
      'key' in event && event.key ? `${event.type} ${event.key}` : event.type,
    );
  }

  async state(runId: string, document: WorkflowDocument): Promise<RunState> {
    const graph = compileGraph(document, testDefinitions);
    return (await this.events(runId)).reduce((state, event) => reduce(graph, state, event), initialState());
  }

  async row(runId: string): Promise<RunColumns> {
    const { rows } = await this.database.pool.query<RunColumns>('SELECT * FROM run WHERE id = $1', [runId]);
    if (!rows[0]) throw new Error('There is no such run');
    return rows[0];
  }

  /** Resolves with the run's row when its status is one of these. */
  async reaches(runId: string, ...statuses: string[]): Promise<RunColumns> {
    return until(
      async () => {
        const row = await this.row(runId);
        return statuses.includes(row.status) ? row : null;
      },
      `the run to be ${statuses.join(' or ')}`,
    );
  }

  /** Resolves when the run's journal has an event that begins like this: `node.started a`. */
  async happens(runId: string, what: string): Promise<void> {
    await until(async () => (await this.story(runId)).includes(what) || null, what);
  }

  async query<Row extends object = object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.pool.query<Row>(sql, values)).rows;
  }
}

/** Asks until there is an answer. Fails with what was waited for. */
export async function until<T>(ask: () => Promise<T | null>, what: string, deadlineMs = DEADLINE_MS): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new Error(`Waited too long for ${what}`);
    await sleep(POLL_MS);
  }
}
