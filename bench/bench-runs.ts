import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { Capabilities } from '#core/node/capabilities.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import { migrate } from '#prisma/migrate.ts';
import { openEmbeddedPostgres } from '#server/db/embedded.ts';
import { databaseUser, postgresBinaries } from '#server/db/embedded-platform.ts';
import { createPool } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { hashJson } from '#server/ids.ts';
import { createLog } from '#server/log.ts';
import { ensureEngineSchema } from '#server/runner/engine-schema.ts';
import { createRunGateway } from '#server/runner/gateway.ts';
import { startRunner } from '#server/runner/runner.ts';
import { testDefinitions, testExecutors } from '#server/runner/testing/test-nodes.ts';

export type BenchWorkflow = 'chain' | 'keyedChain' | 'fan' | 'five' | 'gate';

export interface BenchRuns {
  /** Milliseconds from the first event of one run to its last, by the clock of the database. */
  time(workflow: BenchWorkflow): Promise<number>;
  /** Milliseconds from the first start to the last end, starting included. */
  timeMany(count: number): Promise<number>;
  /** Milliseconds from a decision to the end of its run. */
  timeDecision(): Promise<number>;
  /** Single-row commits, one after the other. */
  rawCommits(count: number): Promise<number>;
  /** As many rows, 500 a statement. */
  rawInserts(count: number): Promise<number>;
  close(): Promise<void>;
}

/** An own database with its durability as in production, and one runner in this process. */
export async function createBenchRuns(name: string, sizes: { chain: number; fan: number }): Promise<BenchRuns> {
  const user = await databaseUser();
  const dataDir = await mkdtemp(join(tmpdir(), `fermata-bench-${name}-`));
  await chmod(dataDir, 0o755);
  const given = process.env.DATABASE_URL;
  const server = given
    ? { url: given, stop: async () => undefined }
    : await openEmbeddedPostgres({ dataDir, user, binaries: await postgresBinaries(user) });
  await migrate(server.url);
  await ensureEngineSchema(server.url);
  const pool = createPool(server.url, { max: 10, name: 'fermata bench' });
  const gateway = await createRunGateway(pool, server.url);
  const runner = await startRunner({
    url: server.url,
    definitions: testDefinitions,
    executors: testExecutors(),
    capabilities: () => ({}) as Capabilities,
    log: createLog('silent', 'bench'),
  });
  const [workspaceId, workflowId] = [randomUUID(), randomUUID()];
  await pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'bench')`, [workspaceId]);
  await pool.query(
    `INSERT INTO workflow (id, workspace_id, name, title, draft, created_by, updated_by)
     VALUES ($1, $2, 'bench', 'Bench', '{}', 'u', 'u')`,
    [workflowId, workspaceId],
  );
  await pool.query('CREATE TABLE IF NOT EXISTS bench_row (id bigint, body jsonb)');

  const start = async (document: WorkflowDocument): Promise<string> => {
    const id = randomUUID();
    const graphHash = hashJson(document);
    await withTransaction(pool, async (client) => {
      await client.query('INSERT INTO graph_snapshot VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        workspaceId,
        graphHash,
        document,
      ]);
      await gateway.start(client, {
        id,
        workspaceId,
        workflowId,
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
  };
  const count = async (sql: string, values: unknown[]): Promise<number> => {
    const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM run WHERE ${sql}`, values);
    return rows[0]?.n ?? 0;
  };
  const reached = async (sql: string, values: unknown[], wanted = 1): Promise<void> => {
    while ((await count(sql, values)) < wanted) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  const documents = benchWorkflows(sizes);

  return {
    time: async (workflow) => {
      const id = await start(documents[workflow]);
      await reached(`id = $1 AND phase = 'final'`, [id]);
      const { rows } = await pool.query<{ ms: number }>(
        `SELECT (extract(epoch FROM ended_at - started_at) * 1000)::float8 AS ms FROM run WHERE id = $1`,
        [id],
      );
      return rows[0]?.ms ?? 0;
    },
    timeMany: async (runs) => {
      const before = await count(`phase = 'final'`, []);
      const began = performance.now();
      let left = runs;
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          while (left-- > 0) await start(documents.five);
        }),
      );
      await reached(`phase = 'final'`, [], before + runs);
      return performance.now() - began;
    },
    timeDecision: async () => {
      const id = await start(documents.gate);
      await reached(`id = $1 AND phase = 'parked'`, [id]);
      const { rows } = await pool.query<{ id: string }>('SELECT id FROM approval WHERE run_id = $1', [id]);
      const approvalId = rows[0]?.id ?? '';
      const began = performance.now();
      await withTransaction(pool, async (client) => {
        await client.query(`UPDATE approval SET status = 'approved' WHERE id = $1`, [approvalId]);
        await gateway.signal(client, id, `decision:${approvalId}`, {
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
      await reached(`id = $1 AND phase = 'final'`, [id]);
      return performance.now() - began;
    },
    rawCommits: async (commits) => {
      const client = await pool.connect();
      const began = performance.now();
      for (let index = 0; index < commits; index++) {
        await client.query({
          name: 'raw',
          text: 'INSERT INTO bench_row VALUES ($1, $2)',
          values: [index, '{"ok": 1}'],
        });
      }
      client.release();
      return performance.now() - began;
    },
    rawInserts: async (rows) => {
      const began = performance.now();
      for (let at = 0; at < rows; at += 500) {
        await pool.query(`INSERT INTO bench_row SELECT n, '{"ok": 1}' FROM generate_series(1, 500) n`);
      }
      return performance.now() - began;
    },
    close: async () => {
      await runner.stop();
      await gateway.close();
      await pool.end();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function benchWorkflows(sizes: { chain: number; fan: number }): Record<BenchWorkflow, WorkflowDocument> {
  return {
    chain: chainOf('task', sizes.chain),
    keyedChain: chainOf('keyed', sizes.chain),
    five: chainOf('task', 3),
    fan: fanOf(sizes.fan),
    gate: buildDocument(['start: start', 'gate: gate', 'done: end'], ['start -> gate', 'gate.approved -> done']),
  };
}

function chainOf(type: string, length: number): WorkflowDocument {
  const ids = Array.from({ length }, (_, index) => `n${index}`);
  const path = ['start', ...ids, 'done'];
  return buildDocument(
    ['start: start', ...ids.map((id) => `${id}: ${type}`), 'done: end'],
    path.slice(1).map((id, index) => `${path[index]} -> ${id}`),
  );
}

function fanOf(width: number): WorkflowDocument {
  const ids = Array.from({ length: width }, (_, index) => `n${index}`);
  return buildDocument(
    ['start: start', ...ids.map((id) => `${id}: task`), 'all: join', 'done: end'],
    [...ids.flatMap((id) => [`start -> ${id}`, `${id} -> all`]), 'all -> done'],
  );
}
