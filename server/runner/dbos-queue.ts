import type { Pool, PoolClient } from '#server/db/pool.ts';
import { afterCommit } from '#server/db/transaction.ts';
import { QUEUE_CHANNEL, QueueHint } from './queue-hint.ts';
import { type QueueView, type SegmentQueue, type SegmentRef, parseSegmentId, segmentId } from './run-host.ts';

export const APPLICATION = 'fermata';
export const RUN_QUEUE = 'runs';
export const SEGMENT_WORKFLOW = 'segment';
/**
 * Never changes with a release: recovery gives a dead process's segments only to processes with exactly this version,
 * and what was enqueued without one waits for the newest. Incompatible formats are told apart by the events' `v`.
 */
export const APPLICATION_VERSION = 'engine-1';

export type DbosQueue = SegmentQueue & QueueView;

/**
 * The queue without executing anything: for the web process, and for the runner's own wakes. It is the SQL function
 * that DBOS offers to programs in other languages: one statement for any number of segments, and no library to load.
 */
export function createDbosQueue(pool: Pool): DbosQueue {
  const hint = new QueueHint(pool, QUEUE_CHANNEL);
  return {
    enqueue: async (client, segments) => {
      if (segments.length === 0) return;
      await client.query({ name: 'enqueue', text: ENQUEUE, values: enqueueValues(segments) });
      afterCommit(client, hint.give);
    },
    lostExecutors,
    orphanedRuns,
    takenBy,
  };
}

const ENQUEUE = `
  SELECT dbos.enqueue_workflow(
    workflow_name => $1, queue_name => $2, workflow_id => s.id, app_version => $3, application_name => $4,
    positional_args => ARRAY[to_json(s.run_id), to_json(s.segment)])
  FROM unnest($5::text[], $6::text[], $7::int[]) AS s(id, run_id, segment)`;

function enqueueValues(segments: readonly SegmentRef[]): unknown[] {
  return [
    SEGMENT_WORKFLOW,
    RUN_QUEUE,
    APPLICATION_VERSION,
    APPLICATION,
    segments.map(({ runId, segment }) => segmentId(runId, segment)),
    segments.map(({ runId }) => runId),
    segments.map(({ segment }) => segment),
  ];
}

async function lostExecutors(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT w.executor_id AS id FROM dbos.workflow_status w JOIN runner r ON r.id = w.executor_id
     WHERE w.status = 'PENDING' AND r.state <> 'alive'`,
  );
  return rows.map((row) => row.id);
}

async function orphanedRuns(client: PoolClient) {
  const { rows } = await client.query<{ runId: string; segment: number }>(
    `SELECT r.id AS "runId", r.segment FROM run r
     WHERE r.phase = 'active' AND NOT EXISTS (
       SELECT 1 FROM dbos.workflow_status w
       WHERE w.workflow_uuid = r.id || ':' || r.segment AND w.status IN ('PENDING', 'ENQUEUED'))
     LIMIT 500`,
  );
  return rows;
}

async function takenBy(client: PoolClient, executorId: string, graceMs: number) {
  const { rows } = await client.query<{ id: string }>(
    `SELECT workflow_uuid AS id FROM dbos.workflow_status
     WHERE status = 'PENDING' AND executor_id = $1 AND name = $2
       AND started_at_epoch_ms < extract(epoch FROM now()) * 1000 - $3`,
    [executorId, SEGMENT_WORKFLOW, graceMs],
  );
  return rows.map((row) => parseSegmentId(row.id));
}
