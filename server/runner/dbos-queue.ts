import { DBOSClient } from '@dbos-inc/dbos-sdk';
import type { Pool, PoolClient } from '#server/db/pool.ts';
import { type QueueView, type SegmentQueue, parseSegmentId, segmentId } from './run-host.ts';

export const APPLICATION = 'fermata';
export const RUN_QUEUE = 'runs';
export const SEGMENT_WORKFLOW = 'segment';
/**
 * Never changes with a release: recovery gives a dead process's segments only to processes with exactly this version,
 * and what was enqueued without one waits for the newest. Incompatible formats are told apart by the events' `v`.
 */
export const APPLICATION_VERSION = 'engine-1';

export interface DbosQueue extends SegmentQueue, QueueView {
  close(): Promise<void>;
}

/** The queue without executing anything: for the web process, and for the runner's own wakes. Uses the given pool. */
export async function createDbosQueue(pool: Pool, url: string): Promise<DbosQueue> {
  const dbos = await DBOSClient.create({
    systemDatabaseUrl: url,
    systemDatabasePool: pool,
    applicationName: APPLICATION,
  });
  return {
    enqueue: async (client, runId, segment) => {
      await dbos.enqueueInTransaction(
        client,
        {
          queueName: RUN_QUEUE,
          workflowName: SEGMENT_WORKFLOW,
          workflowID: segmentId(runId, segment),
          appVersion: APPLICATION_VERSION,
        },
        runId,
        segment,
      );
    },
    lostExecutors,
    orphanedRuns,
    takenBy,
    close: () => dbos.destroy(),
  };
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
