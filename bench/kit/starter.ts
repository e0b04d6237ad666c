import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { type Pool, createPool } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { hashJson } from '#server/ids.ts';
import { type RunGateway, createRunGateway } from '#server/runner/gateway.ts';
import { decideGate } from '#server/runner/testing/decide.ts';

const POLL_MS = 2;
const DEADLINE_MS = 300_000;

/** Starts runs and watches rows as the web process would. It runs nothing. */
export class Starter {
  readonly pool: Pool;
  readonly #gateway: RunGateway;
  readonly #workspaceId = randomUUID();
  readonly #workflowId = randomUUID();
  readonly #graphs = new Map<WorkflowDocument, Promise<string>>();

  private constructor(url: string) {
    this.pool = createPool(url, { max: 10, name: 'fermata bench' });
    this.#gateway = createRunGateway(this.pool);
  }

  /** The database must have its tables. */
  static async open(url: string): Promise<Starter> {
    const starter = new Starter(url);
    await starter.pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'bench')`, [starter.#workspaceId]);
    await starter.pool.query(
      `INSERT INTO workflow (id, workspace_id, name, title, draft, created_by, updated_by)
       VALUES ($1, $2, 'bench', 'Bench', '{}', 'u', 'u')`,
      [starter.#workflowId, starter.#workspaceId],
    );
    return starter;
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  /** @returns the run's id, once it is committed. */
  async start(document: WorkflowDocument): Promise<string> {
    const id = randomUUID();
    const graphHash = await this.#publish(document);
    await withTransaction(this.pool, (client) =>
      this.#gateway.start(client, {
        id,
        workspaceId: this.#workspaceId,
        workflowId: this.#workflowId,
        workflowName: 'bench',
        version: 1,
        graphHash,
        input: { value: null },
        simulated: true,
        trigger: { kind: 'manual', by: null },
        limits: { maxNodeRuns: 10_000, timeoutMs: null, tokens: null, costUsd: null },
      }),
    );
    return id;
  }

  /** Many runs, started by eight callers at once. */
  async startMany(document: WorkflowDocument, count: number): Promise<void> {
    let left = count;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (left-- > 0) await this.start(document);
      }),
    );
  }

  /** Approves the gate that a parked run of `gate` waits for. */
  async approve(runId: string): Promise<void> {
    await decideGate(this.pool, this.#gateway, { runId, key: 'gate', decision: 'approved' });
  }

  async one<T extends object>(sql: string, values: unknown[] = []): Promise<T> {
    const { rows } = await this.pool.query<T>(sql, values);
    if (!rows[0]) throw new Error(`No row: ${sql}`);
    return rows[0];
  }

  async count(condition: string, values: unknown[] = []): Promise<number> {
    return (await this.one<{ n: number }>(`SELECT count(*)::int AS n FROM run WHERE ${condition}`, values)).n;
  }

  /** Resolves when as many runs fulfil the condition. */
  async reached(condition: string, values: unknown[] = [], wanted = 1): Promise<void> {
    await until(async () => (await this.count(condition, values)) >= wanted, `${wanted} runs with ${condition}`);
  }

  #publish(document: WorkflowDocument): Promise<string> {
    const known = this.#graphs.get(document);
    if (known) return known;
    const hash = hashJson(document);
    const published = this.pool
      .query('INSERT INTO graph_snapshot VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        this.#workspaceId,
        hash,
        document,
      ])
      .then(() => hash);
    this.#graphs.set(document, published);
    return published;
  }
}

export async function until(check: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + DEADLINE_MS; !(await check()); await sleep(POLL_MS)) {
    if (Date.now() > deadline) throw new Error(`It took too long: ${what}`);
  }
}
