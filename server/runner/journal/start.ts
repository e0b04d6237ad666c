import type { Stored } from '#core/json.ts';
import type { Carried, EventOf } from '#core/run/events.ts';
import type { PoolClient } from '#server/db/pool.ts';

type Created = EventOf<'run.created'>;

export interface NewRun {
  id: string;
  workspaceId: string;
  workflowId: string;
  workflowName: string;
  /** Null for a test run of a draft. */
  version: number | null;
  graphHash: string;
  /** A reference must be an artifact of this run, written in the same transaction. */
  input: Stored;
  simulated: boolean;
  trigger: Created['trigger'];
  limits: Created['limits'];
  idempotencyKey?: string;
  requestHash?: string;
  /** Of those that wait for admission in the workspace, the highest is admitted first. Absent: 0. */
  priority?: number;
  /** Absent: nothing but the workspace bounds how many run at the same time. */
  concurrency?: Concurrency;
  /** What run it goes on from. References in `carried` must be artifacts of this run, like the input's. */
  redrive?: { of: string; firstRunId: string; carried: Carried };
}

/** How many runs of the workflow, and of these with the same key, may be between start and end; null: any number. */
export interface Concurrency {
  max: number | null;
  key: string | null;
  maxPerKey: number | null;
}

const UNBOUNDED: Concurrency = { max: null, key: null, maxPerKey: null };

/**
 * The run's row and its event 1. Throws the unique violation of (workflow, idempotency key) as it comes.
 * The lock is the one that the reference to the workflow takes anyway: whoever archives or deletes the workflow is
 * waited for, and then nothing is inserted.
 * @returns `queued` when something bounds how many run at the same time: a runner then admits it. Else it is `active`.
 * Null when the workflow is archived or gone.
 */
export async function insertRun(client: PoolClient, run: NewRun): Promise<'queued' | 'active' | null> {
  const created: Omit<Created, 'type'> = {
    input: run.input,
    workflow: run.workflowName,
    version: run.version,
    graphHash: run.graphHash,
    trigger: run.trigger,
    simulated: run.simulated,
    limits: run.limits,
    ...(run.redrive && {
      redriveOf: run.redrive.of,
      firstRunId: run.redrive.firstRunId,
      carried: run.redrive.carried,
    }),
  };
  const { max, key, maxPerKey } = run.concurrency ?? UNBOUNDED;
  const { rows } = await client.query<{ phase: 'queued' | 'active' }>(
    `WITH bound AS MATERIALIZED (
       SELECT $13::int IS NOT NULL OR $15::int IS NOT NULL OR EXISTS (
         SELECT 1 FROM workspace WHERE id = $2 AND max_concurrent_runs IS NOT NULL) AS is_bound,
         clock_timestamp() AS at),
     in_use AS (SELECT 1 FROM workflow WHERE id = $3 AND archived_at IS NULL FOR KEY SHARE),
     created AS (
       INSERT INTO run (id, workspace_id, workflow_id, version, graph_hash, simulated, trigger, idempotency_key,
                        request_hash, input, priority, concurrency_max, concurrency_key, concurrency_max_per_key,
                        redrive_of, first_run_id, phase, admitted_at, last_seq, created_at)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $12, $13, $14, $15, $16, $17,
              CASE WHEN is_bound THEN 'queued' ELSE 'active' END, CASE WHEN NOT is_bound THEN at END, 1, at
       FROM bound, in_use RETURNING id, created_at, phase),
     event AS (
       INSERT INTO run_event (run_id, seq, at, v, type, body)
       SELECT id, 1, created_at, 1, 'run.created', $11 FROM created)
     SELECT phase FROM created`,
    [
      run.id,
      run.workspaceId,
      run.workflowId,
      run.version,
      run.graphHash,
      run.simulated,
      run.trigger,
      run.idempotencyKey ?? null,
      run.requestHash ?? null,
      JSON.stringify(run.input),
      JSON.stringify(created),
      run.priority ?? 0,
      max,
      key,
      maxPerKey,
      run.redrive?.of ?? null,
      run.redrive?.firstRunId ?? null,
    ],
  );
  return rows[0]?.phase ?? null;
}
