import type { Pool, PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { SegmentQueue, SegmentRef } from '../run-host.ts';
import { type Busy, type Candidate, choose, keyName } from './choose.ts';
import { lockAdmission } from './join-queue.ts';

/** Runs that one transaction admits, and that are looked at of each workflow: another workspace has its turn then. */
const TURN = 50;

/**
 * Workspaces in which runs wait for admission, those where the least is going on first.
 */
export async function queuedWorkspaces(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'queued_workspaces',
    text: `SELECT w.id FROM workspace w
           WHERE EXISTS (SELECT 1 FROM run r WHERE r.phase = 'queued' AND r.workspace_id = w.id)
           ORDER BY (SELECT count(*) FROM run r WHERE r.phase = 'active' AND r.workspace_id = w.id), w.id`,
  });
  return rows.map((row) => row.id);
}

/**
 * Admits runs of a workspace for which there is a place, and enqueues their first segments, in one transaction. Any
 * number of processes may call it: they count and admit one after the other. A run that somebody has locked, to cancel
 * it, is passed over.
 * @returns whether another turn may admit more.
 */
export async function admitTurn(pool: Pool, queue: SegmentQueue, workspaceId: string): Promise<boolean> {
  return withTransaction(pool, async (client) => {
    await lockAdmission(client, workspaceId);
    const places = await freePlaces(client, workspaceId);
    if (places <= 0) return false;
    const busy = await countBusy(client, workspaceId);
    const candidates = await readCandidates(client, workspaceId, busy);
    const { admitted, isKeyFull } = choose(candidates, busy, Math.min(places, TURN));
    await queue.enqueue(client, await markAdmitted(client, admitted));
    return admitted.length === TURN || (isKeyFull && admitted.length > 0 && candidates.length >= TURN);
  });
}

/** Of the workspace as a whole. Parked runs hold nothing and may wait for weeks, so they do not count here. */
async function freePlaces(client: PoolClient, workspaceId: string): Promise<number> {
  const { rows } = await client.query<{ max: number | null; active: number }>({
    name: 'free_places',
    text: `SELECT w.max_concurrent_runs AS max, CASE WHEN w.max_concurrent_runs IS NULL THEN 0 ELSE (
             SELECT count(*) FROM run r WHERE r.phase = 'active' AND r.workspace_id = w.id) END::int AS active
           FROM workspace w WHERE w.id = $1`,
    values: [workspaceId],
  });
  const [row] = rows;
  if (!row) return 0;
  return row.max === null ? Number.POSITIVE_INFINITY : row.max - row.active;
}

/**
 * Runs between start and end, waiting ones included, of every workflow that has somebody in the queue. The workflows
 * are found by skipping from one to the next in the index: a long queue costs no more than a short one.
 */
async function countBusy(client: PoolClient, workspaceId: string): Promise<Busy> {
  const { rows } = await client.query<{ workflow_id: string; concurrency_key: string | null; runs: number }>({
    name: 'busy',
    text: `WITH RECURSIVE queued AS (
             (SELECT workflow_id FROM run WHERE phase = 'queued' AND workspace_id = $1 ORDER BY workflow_id LIMIT 1)
             UNION ALL
             SELECT (SELECT r.workflow_id FROM run r
                     WHERE r.phase = 'queued' AND r.workspace_id = $1 AND r.workflow_id > q.workflow_id
                     ORDER BY r.workflow_id LIMIT 1)
             FROM queued q WHERE q.workflow_id IS NOT NULL)
           SELECT q.workflow_id, r.concurrency_key, count(r.id)::int AS runs
           FROM queued q LEFT JOIN run r
             ON r.phase IN ('active', 'parked') AND r.workspace_id = $1 AND r.workflow_id = q.workflow_id
           WHERE q.workflow_id IS NOT NULL GROUP BY 1, 2`,
    values: [workspaceId],
  });
  const busy: Busy = { workflows: new Map(), keys: new Map() };
  for (const { workflow_id: id, concurrency_key: key, runs } of rows) {
    busy.workflows.set(id, (busy.workflows.get(id) ?? 0) + runs);
    if (key !== null) busy.keys.set(keyName(id, key), runs);
  }
  return busy;
}

/**
 * The first of each workflow's queue for which there was a place before this turn, the first of the workspace first.
 * The counts come back as parameters, so that a run of a full key costs a look at it and no more.
 */
async function readCandidates(client: PoolClient, workspaceId: string, busy: Busy): Promise<Candidate[]> {
  const { rows } = await client.query<Candidate>({
    name: 'candidates',
    text: `SELECT c.id, c.workflow_id AS "workflowId", c.concurrency_key AS key, c.concurrency_max AS max,
                  c.concurrency_max_per_key AS "maxPerKey"
           FROM json_to_recordset($2::json) AS w(id uuid, runs int)
           CROSS JOIN LATERAL (
             SELECT * FROM run r
             WHERE r.phase = 'queued' AND r.workspace_id = $1 AND r.workflow_id = w.id
               AND (r.concurrency_max IS NULL OR r.concurrency_max > w.runs)
               AND (r.concurrency_max_per_key IS NULL OR r.concurrency_max_per_key >
                    coalesce(($3::jsonb ->> (r.workflow_id || '/' || r.concurrency_key))::int, 0))
             ORDER BY r.priority DESC, r.created_at, r.id LIMIT ${TURN}) AS c
           ORDER BY c.priority DESC, c.created_at, c.id`,
    values: [
      workspaceId,
      JSON.stringify([...busy.workflows].map(([id, runs]) => ({ id, runs }))),
      JSON.stringify(Object.fromEntries(busy.keys)),
    ],
  });
  return rows;
}

/** In the order in which they were chosen. */
async function markAdmitted(client: PoolClient, chosen: readonly Candidate[]): Promise<SegmentRef[]> {
  if (chosen.length === 0) return [];
  const { rows } = await client.query<SegmentRef>({
    name: 'admit',
    text: `WITH free AS MATERIALIZED (
             SELECT id FROM run WHERE id = ANY($1) AND phase = 'queued' ORDER BY id FOR UPDATE SKIP LOCKED)
           UPDATE run r SET phase = 'active', admitted_at = clock_timestamp() FROM free f WHERE r.id = f.id
           RETURNING r.id AS "runId", r.segment`,
    values: [chosen.map(({ id }) => id)],
  });
  const segments = new Map(rows.map((row) => [row.runId, row]));
  return chosen.flatMap(({ id }) => segments.get(id) ?? []);
}
