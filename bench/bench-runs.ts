import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Capabilities } from '#core/node/capabilities.ts';
import { createPool, type Pool } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { hashJson } from '#server/ids.ts';
import { createLog } from '#server/log.ts';
import { createRunGateway, type RunGateway } from '#server/runner/gateway.ts';
import { type Runner, startRunner } from '#server/runner/runner.ts';
import { testDefinitions, testExecutors } from '#server/runner/testing/test-nodes.ts';

const POLL_MS = 2;
const STARTERS = 8;
const INSERT_ROWS = 500;

/** Runs workflows on one runner in this process, and asks the bare database for the same durability. */
export class BenchRuns {
  readonly #pool: Pool;
  readonly #gateway: RunGateway;
  readonly #runner: Runner;
  readonly #workspaceId = randomUUID();
  readonly #workflowId = randomUUID();

  private constructor(pool: Pool, gateway: RunGateway, runner: Runner) {
    this.#pool = pool;
    this.#gateway = gateway;
    this.#runner = runner;
  }

  /** The database must have its tables. */
  static async open(url: string): Promise<BenchRuns> {
    const pool = createPool(url, { max: 10, name: 'fermata bench' });
    const runner = await startRunner({
      url,
      definitions: testDefinitions,
      executors: testExecutors(),
      capabilities: () => () => ({}) as Capabilities,
      log: createLog('silent', 'bench'),
    });
    const bench = new BenchRuns(pool, createRunGateway(pool), runner);
    await pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'bench')`, [bench.#workspaceId]);
    await pool.query(
      `INSERT INTO workflow (id, workspace_id, name, title, draft, created_by, updated_by)
       VALUES ($1, $2, 'bench', 'Bench', '{}', 'u', 'u')`,
      [bench.#workflowId, bench.#workspaceId],
    );
    await pool.query('CREATE TABLE IF NOT EXISTS bench_row (id bigint, body jsonb)');
    return bench;
  }

  async close(): Promise<void> {
    await this.#runner.stop();
    await this.#pool.query('DROP TABLE bench_row');
    await this.#pool.end();
  }

  /** Milliseconds from the first event of one run to its last, by the clock of the database. */
  async time(document: WorkflowDocument): Promise<number> {
    const id = await this.#start(document);
    await this.#reached(`id = $1 AND phase = 'final'`, [id]);
    const { rows } = await this.#pool.query<{ ms: number }>(
      `SELECT (extract(epoch FROM ended_at - started_at) * 1000)::float8 AS ms FROM run WHERE id = $1`,
      [id],
    );
    return rows[0]?.ms ?? 0;
  }

  /** Milliseconds from the first start to the last end, starting included. */
  async timeMany(document: WorkflowDocument, count: number): Promise<number> {
    const before = await this.#count(`phase = 'final'`, []);
    const began = performance.now();
    let left = count;
    await Promise.all(
      Array.from({ length: STARTERS }, async () => {
        while (left-- > 0) await this.#start(document);
      }),
    );
    await this.#reached(`phase = 'final'`, [], before + count);
    return performance.now() - began;
  }

  /** Milliseconds from a decision on the node `gate` to the end of its run. */
  async timeDecision(document: WorkflowDocument): Promise<number> {
    const id = await this.#start(document);
    await this.#reached(`id = $1 AND phase = 'parked'`, [id]);
    const { rows } = await this.#pool.query<{ id: string }>('SELECT id FROM approval WHERE run_id = $1', [id]);
    const approvalId = rows[0]?.id ?? '';
    const began = performance.now();
    await withTransaction(this.#pool, async (client) => {
      await client.query(`UPDATE approval SET status = 'approved' WHERE id = $1`, [approvalId]);
      await this.#gateway.signal(client, id, `decision:${approvalId}`, {
        kind: 'decision',
        approvalId,
        key: 'gate',
        decision: 'approved',
        by: [],
        comment: '',
        values: {},
        edited: false,
        decidedAt: '',
      });
    });
    await this.#reached(`id = $1 AND phase = 'final'`, [id]);
    return performance.now() - began;
  }

  /** Milliseconds of single-row commits, one after the other. */
  async rawCommits(count: number): Promise<number> {
    const client = await this.#pool.connect();
    const began = performance.now();
    for (let index = 0; index < count; index++) {
      await client.query({ name: 'raw', text: 'INSERT INTO bench_row VALUES ($1, $2)', values: [index, '{"ok": 1}'] });
    }
    client.release();
    return performance.now() - began;
  }

  /** Milliseconds of as many rows, 500 a commit. */
  async rawInserts(rows: number): Promise<number> {
    const began = performance.now();
    for (let at = 0; at < rows; at += INSERT_ROWS) {
      await this.#pool.query(`INSERT INTO bench_row SELECT n, '{"ok": 1}' FROM generate_series(1, ${INSERT_ROWS}) n`);
    }
    return performance.now() - began;
  }

  async #start(document: WorkflowDocument): Promise<string> {
    const id = randomUUID();
    const graphHash = hashJson(document);
    await withTransaction(this.#pool, async (client) => {
      await client.query('INSERT INTO graph_snapshot VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        this.#workspaceId,
        graphHash,
        document,
      ]);
      await this.#gateway.start(client, {
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
      });
    });
    return id;
  }

  async #count(condition: string, values: unknown[]): Promise<number> {
    const { rows } = await this.#pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM run WHERE ${condition}`,
      values,
    );
    return rows[0]?.n ?? 0;
  }

  async #reached(condition: string, values: unknown[], wanted = 1): Promise<void> {
    while ((await this.#count(condition, values)) < wanted) await sleep(POLL_MS);
  }
}
