import { DBOS } from '@dbos-inc/dbos-sdk';
// The one internal import: there is no public way to recover what another process had taken. Pinned to 5.3 and held
// to its behaviour by a contract test.
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import type { Log } from '#server/log.ts';
import { APPLICATION, APPLICATION_VERSION, RUN_QUEUE, SEGMENT_WORKFLOW } from './dbos-queue.ts';
import type { RunHost } from './run-host.ts';

const POOL_SIZE = 5;
/** A segment is idempotent and poison is counted by the run itself, so DBOS never gives up on one. */
const NEVER = 1_000_000_000;

export interface DbosHostOptions {
  url: string;
  /** Unique per process start: reused ids would strand what the earlier process had taken. */
  executorId: string;
  /** Segments at the same time in this process. */
  workerConcurrency: number;
  pollMs: number;
  log: Log;
}

/** Runs segments as DBOS workflows without steps. One per process: DBOS keeps global state. */
export function createDbosHost(options: DbosHostOptions): RunHost {
  return {
    launch: async (onSegment) => {
      DBOS.setConfig({
        name: APPLICATION,
        systemDatabaseUrl: options.url,
        systemDatabasePoolSize: POOL_SIZE,
        applicationVersion: APPLICATION_VERSION,
        executorID: options.executorId,
        runMigrations: false,
        logger: quietLogger(options.log),
      });
      DBOS.registerWorkflow(onSegment, { name: SEGMENT_WORKFLOW, maxRecoveryAttempts: NEVER });
      await DBOS.launch();
      await DBOS.registerQueue(RUN_QUEUE, {
        workerConcurrency: options.workerConcurrency,
        minPollingIntervalMs: options.pollMs,
        onConflict: 'always_update',
      });
    },
    recover: async (executorIds) => {
      const executor = DBOSExecutor.globalInstance;
      if (!executor) throw new Error('DBOS was not launched');
      await executor.recoverPendingWorkflows(executorIds);
    },
    shutdown: (timeoutMs) => DBOS.shutdown({ deregister: true, workflowCompletionTimeoutMS: timeoutMs }),
  };
}

/** DBOS tells much that only matters to its authors. */
function quietLogger(log: Log) {
  return {
    info: (entry: unknown) => log.debug({ dbos: entry }),
    debug: () => undefined,
    warn: (entry: unknown) => log.warn({ dbos: entry }),
    error: (entry: unknown) => log.error({ err: entry }, 'DBOS reported an error.'),
  };
}
