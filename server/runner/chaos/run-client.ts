import { randomUUID } from 'node:crypto';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { untilAnswered } from '#server/db/database-errors.ts';
import type { Pool } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { hashJson, newId } from '#server/ids.ts';
import { type RunGateway, createRunGateway } from '../gateway.ts';
import { decideGate } from '../testing/decide.ts';

export interface OpenWait {
  runId: string;
  key: string;
  attempt: number;
}

/** Starts and answers runs as the web process would, and tries again while the database is away. */
export class RunClient {
  readonly #pool: Pool;
  readonly #gateway: RunGateway;
  readonly #workspaceId = randomUUID();
  readonly #workflowId = randomUUID();

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#gateway = createRunGateway(pool);
  }

  /** Makes the workspace and the workflow that all runs belong to. */
  async prepare(): Promise<void> {
    await this.query(`INSERT INTO workspace (id, name) VALUES ($1, 'chaos')`, [this.#workspaceId]);
    await this.query(
      `INSERT INTO workflow (id, workspace_id, name, title, draft, created_by, updated_by)
       VALUES ($1, $2, 'chaos', 'Chaos', '{}', 'u', 'u')`,
      [this.#workflowId, this.#workspaceId],
    );
  }

  /** Asks until the database answers. */
  query<Row extends object = object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return patiently(async () => (await this.#pool.query<Row>(sql, values)).rows);
  }

  /** @returns the run's id. */
  async start(document: WorkflowDocument, input: number): Promise<string> {
    const id = newId();
    const graphHash = hashJson(document);
    await patiently(() =>
      withTransaction(this.#pool, async (client) => {
        // The answer to the commit may have been lost.
        const { rowCount } = await client.query('SELECT 1 FROM run WHERE id = $1', [id]);
        if (rowCount !== 0) return;
        await client.query('INSERT INTO graph_snapshot VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
          this.#workspaceId,
          graphHash,
          document,
        ]);
        await this.#gateway.start(client, {
          id,
          workspaceId: this.#workspaceId,
          workflowId: this.#workflowId,
          workflowName: 'chaos',
          version: 1,
          graphHash,
          input: { value: input },
          simulated: true,
          trigger: { kind: 'manual', by: null },
          limits: { maxNodeRuns: 10_000, timeoutMs: null, tokens: null, costUsd: null },
        });
      }),
    );
    return id;
  }

  openGates(): Promise<{ runId: string; key: string }[]> {
    return this.query(`SELECT run_id AS "runId", key FROM approval WHERE status = 'pending'`);
  }

  /** Attempts of which a person must say what became of them. */
  openQuestions(): Promise<OpenWait[]> {
    return this.query(
      `SELECT e.run_id AS "runId", e.key, (e.body->>'attempt')::int AS attempt FROM run_event e
       JOIN run r ON r.id = e.run_id AND r.phase <> 'final'
       WHERE e.type = 'node.waiting' AND e.body->>'reason' = 'outcome_unknown' AND NOT EXISTS (
         SELECT 1 FROM run_signal s WHERE s.run_id = e.run_id
           AND s.key = 'resolve:' || e.key || ':' || (e.body->>'attempt'))`,
    );
  }

  /** @returns `sent` to the one of several who decided. */
  decide(runId: string, key: string, decision: 'approved' | 'rejected'): Promise<string> {
    return patiently(() => decideGate(this.#pool, this.#gateway, { runId, key, decision }));
  }

  async resolve({ runId, key, attempt }: OpenWait, how: 'happened' | 'fail'): Promise<void> {
    await patiently(() =>
      withTransaction(this.#pool, (client) =>
        this.#gateway.signal(client, runId, `resolve:${key}:${attempt}`, {
          kind: 'resolve',
          key,
          how,
          ...(how === 'happened' && { output: key }),
          by: { id: 'u', name: 'Ada' },
          reason: '',
        }),
      ),
    );
  }
}

const patiently = <T>(work: () => Promise<T>): Promise<T> => untilAnswered(work, () => false);
