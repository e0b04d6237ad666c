import 'server-only';
import type { Pool, PoolClient } from '#server/db/pool.ts';
import { afterCommit } from '#server/db/transaction.ts';
import { notFound } from '#server/ids.ts';
import { archived } from '#server/workflow/workflow-repository.ts';
import { joinQueue } from './admission/join-queue.ts';
import { createDbosQueue } from './dbos-queue.ts';
import { type SignalAnswer, sendSignal } from './journal/signals.ts';
import { type NewRun, insertRun } from './journal/start.ts';
import { ADMISSION_CHANNEL, QueueHint } from './queue-hint.ts';
import type { RunSignalPayload } from './signal-payload.ts';

export type { Concurrency, NewRun } from './journal/start.ts';
export type { SignalAnswer } from './journal/signals.ts';

/** What the web process may do to runs. It executes nothing: it writes rows and enqueues. */
export interface RunGateway {
  /**
   * Inserts the run with its first event and enqueues its first segment, all in the caller's transaction. Where
   * something bounds how many run at the same time, the run waits for admission instead.
   * @throws FermataError RATE_LIMITED when too many wait, CONFLICT and NOT_FOUND when the workflow was archived or deleted
   * meanwhile; the caller's transaction must then be rolled back.
   */
  start(client: PoolClient, run: NewRun): Promise<void>;
  /**
   * Tells a run something, in the caller's transaction, which locks the run. `key` is unique in the run.
   * `final`: the run is over and nothing was written.
   */
  signal(client: PoolClient, runId: string, key: string, payload: RunSignalPayload): Promise<SignalAnswer>;
}

async function refuseStart(client: PoolClient, workflowId: string): Promise<never> {
  const { rows } = await client.query<{ title: string }>('SELECT title FROM workflow WHERE id = $1', [workflowId]);
  throw rows[0] ? archived(rows[0].title) : notFound('workflow');
}

export function createRunGateway(pool: Pool): RunGateway {
  const queue = createDbosQueue(pool);
  const hint = new QueueHint(pool, ADMISSION_CHANNEL);
  return {
    start: async (client, run) => {
      const phase = await insertRun(client, run);
      if (phase === null) return refuseStart(client, run.workflowId);
      if (phase === 'active') return queue.enqueue(client, [{ runId: run.id, segment: 1 }]);
      await joinQueue(client, run.workspaceId);
      afterCommit(client, hint.give);
    },
    signal: (client, runId, key, payload) => sendSignal(client, queue, runId, { key, payload }),
  };
}
