import type { Stored } from '#core/json.ts';
import type { EventOf } from '#core/run/events.ts';
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
}

/** The run's row and its event 1. Throws the unique violation of (workflow, idempotency key) as it comes. */
export async function insertRun(client: PoolClient, run: NewRun): Promise<void> {
  const created: Omit<Created, 'type'> = {
    input: run.input,
    workflow: run.workflowName,
    version: run.version,
    graphHash: run.graphHash,
    trigger: run.trigger,
    simulated: run.simulated,
    limits: run.limits,
  };
  await client.query(
    `WITH created AS (
       INSERT INTO run (id, workspace_id, workflow_id, version, graph_hash, simulated, trigger, idempotency_key,
                        request_hash, input, last_seq, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, clock_timestamp()) RETURNING id, created_at)
     INSERT INTO run_event (run_id, seq, at, v, type, body)
     SELECT id, 1, created_at, 1, 'run.created', $11 FROM created`,
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
    ],
  );
}
