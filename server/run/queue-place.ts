import { z } from 'zod';
import type { Pool } from '#server/db/pool.ts';

/** Why a run that is queued has not started, and what is going on instead of it. */
export const queueReasonSchema = z.strictObject({
  /** What has no free place: the workspace, the workflow, or the runs with the same concurrency key. */
  reason: z.enum(['workspace', 'workflow', 'key']),
  /** Runs that take up places there. */
  going: z.int(),
  places: z.int(),
  /** The run's own concurrency key. */
  key: z.string().nullable(),
});
export type QueueReason = z.infer<typeof queueReasonSchema>;

export const queuePlaceSchema = queueReasonSchema.extend({
  /** From 1: how many wait there before it, and itself. */
  position: z.int().positive(),
});
export type QueuePlace = z.infer<typeof queuePlaceSchema>;

interface Counts {
  id: string;
  key: string | null;
  ofKey: number;
  maxOfKey: number | null;
  ofWorkflow: number;
  maxOfWorkflow: number | null;
  ofWorkspace: number;
  maxOfWorkspace: number | null;
}

/**
 * The reasons of the runs among these that wait for admission. One that is about to be admitted has none. The narrowest
 * bound that is reached is named: a key before its workflow, a workflow before the workspace.
 */
export async function readQueueReasons(pool: Pool, runIds: string[]): Promise<Map<string, QueueReason>> {
  if (runIds.length === 0) return new Map();
  const { rows } = await pool.query<Counts>(
    `SELECT r.id, r.concurrency_key AS key, r.concurrency_max_per_key AS "maxOfKey", r.concurrency_max AS "maxOfWorkflow",
            w.max_concurrent_runs AS "maxOfWorkspace",
            CASE WHEN r.concurrency_max_per_key IS NULL THEN 0 ELSE (
              SELECT count(*) FROM run b WHERE b.phase IN ('active', 'parked') AND b.workspace_id = r.workspace_id
                AND b.workflow_id = r.workflow_id AND b.concurrency_key = r.concurrency_key) END::int AS "ofKey",
            CASE WHEN r.concurrency_max IS NULL THEN 0 ELSE (
              SELECT count(*) FROM run b WHERE b.phase IN ('active', 'parked') AND b.workspace_id = r.workspace_id
                AND b.workflow_id = r.workflow_id) END::int AS "ofWorkflow",
            CASE WHEN w.max_concurrent_runs IS NULL THEN 0 ELSE (
              SELECT count(*) FROM run b WHERE b.phase = 'active' AND b.workspace_id = r.workspace_id
            ) END::int AS "ofWorkspace"
     FROM run r JOIN workspace w ON w.id = r.workspace_id
     WHERE r.id = ANY($1) AND r.phase = 'queued'`,
    [runIds],
  );
  return new Map(
    rows.flatMap((row): [string, QueueReason][] => {
      const reason = reasonOf(row);
      return reason ? [[row.id, reason]] : [];
    }),
  );
}

function reasonOf(row: Counts): QueueReason | null {
  const { key } = row;
  if (row.maxOfKey !== null && row.ofKey >= row.maxOfKey) {
    return { reason: 'key', going: row.ofKey, places: row.maxOfKey, key };
  }
  if (row.maxOfWorkflow !== null && row.ofWorkflow >= row.maxOfWorkflow) {
    return { reason: 'workflow', going: row.ofWorkflow, places: row.maxOfWorkflow, key };
  }
  if (row.maxOfWorkspace !== null && row.ofWorkspace >= row.maxOfWorkspace) {
    return { reason: 'workspace', going: row.ofWorkspace, places: row.maxOfWorkspace, key };
  }
  return null;
}

/** The same of one run, with its place among those that wait for the same. Null: it does not wait. */
export async function readQueuePlace(pool: Pool, runId: string): Promise<QueuePlace | null> {
  const reason = (await readQueueReasons(pool, [runId])).get(runId);
  if (!reason) return null;
  const { rows } = await pool.query<{ ahead: number }>(
    `SELECT count(*)::int AS ahead FROM run r JOIN run o ON o.phase = 'queued' AND o.workspace_id = r.workspace_id
       AND ($2 = 'workspace' OR o.workflow_id = r.workflow_id)
       AND ($2 <> 'key' OR o.concurrency_key = r.concurrency_key)
       AND (-o.priority, o.created_at, o.id) < (-r.priority, r.created_at, r.id)
     WHERE r.id = $1`,
    [runId, reason.reason],
  );
  return { ...reason, position: (rows[0]?.ahead ?? 0) + 1 };
}
