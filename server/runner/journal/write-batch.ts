import { type Pool, type PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import { type RunBatch, batchRows } from './batch.ts';
import { COMMIT, COMMIT_RARE } from './commit-sql.ts';

export interface BatchAnswer {
  /** Runs whose rows were written. */
  written: Set<string>;
  /** Runs that withdraw gates which were decided meanwhile, with these gates; nothing of them was written. */
  overtaken: Map<string, Set<string>>;
}

/** Writes the batches of several runs; each run's part is written whole or not at all. */
export async function writeBatches(pool: Pool, batches: readonly RunBatch[]): Promise<BatchAnswer> {
  const gates = withdrawnGates(batches);
  if (gates.length === 0) return { written: await write(pool, batches), overtaken: new Map() };
  return withTransaction(pool, async (client) => {
    // Deciding takes the run's lock before the gate's, so under the lock a gate's status is settled.
    const runIds = batches.map((batch) => batch.runId);
    await client.query('SELECT 1 FROM run WHERE id = ANY($1) ORDER BY id FOR UPDATE', [runIds]);
    const { rows } = await client.query<{ id: string; run_id: string }>(
      `SELECT id, run_id FROM approval WHERE id = ANY($1) AND status <> 'pending'`,
      [gates],
    );
    const overtaken = new Map<string, Set<string>>();
    for (const { id, run_id } of rows) overtaken.set(run_id, (overtaken.get(run_id) ?? new Set()).add(id));
    const rest = batches.filter((batch) => !overtaken.has(batch.runId));
    return { written: rest.length > 0 ? await write(client, rest) : new Set<string>(), overtaken };
  });
}

async function write(db: Pool | PoolClient, batches: readonly RunBatch[]): Promise<Set<string>> {
  const { runs, events, nodeRuns, rare } = batchRows(batches);
  const statement = rare ? COMMIT_RARE : COMMIT;
  const { rows } = await db.query<{ id: string }>({ ...statement, values: [runs, events, nodeRuns, ...(rare ?? [])] });
  return new Set(rows.map((row) => row.id));
}

/** Gates that must still be open, apart from those that the same batch opens. */
function withdrawnGates(batches: readonly RunBatch[]): string[] {
  const units = batches.flatMap((batch) => batch.units);
  const opened = new Set(units.flatMap((unit) => unit.approvals.map((approval) => approval.id)));
  return units
    .filter((unit) => !unit.withdrawAnyway)
    .flatMap((unit) => unit.withdrawnApprovals.filter((id) => !opened.has(id)));
}

/** How a run stands, for a writer that lost its connection before the answer came. */
export async function readFences(
  pool: Pool,
  runIds: string[],
): Promise<Map<string, { epoch: number; lastSeq: number }>> {
  const { rows } = await pool.query<{ id: string; epoch: number; last_seq: number }>(
    'SELECT id, epoch, last_seq FROM run WHERE id = ANY($1)',
    [runIds],
  );
  return new Map(rows.map((row) => [row.id, { epoch: row.epoch, lastSeq: row.last_seq }]));
}
