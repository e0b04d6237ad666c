import { randomUUID } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
// The one internal import: there is no public way to recover what another process had taken, to take segments when a
// hint comes, or to end many of them in one statement. Pinned to 5.3 and held to its behaviour by a contract test.
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import type { Pool } from '#server/db/pool.ts';
import type { Log } from '#server/log.ts';
import { completeTogether } from './dbos-completion.ts';
import { APPLICATION, APPLICATION_VERSION, RUN_QUEUE, SEGMENT_WORKFLOW } from './dbos-queue.ts';
import { QueuePoller } from './queue-poller.ts';
import type { RunHost } from './run-host.ts';

/** A segment is idempotent and poison is counted by the run itself, so DBOS never gives up on one. */
const NEVER = 1_000_000_000;

export interface DbosHostOptions {
  url: string;
  pool: Pool;
  /** Unique per process start: reused ids would strand what the earlier process had taken. */
  executorId: string;
  /** Segments at the same time in this process. */
  workerConcurrency: number;
  /** How often to look for segments without a hint. */
  pollMs: number;
  log: Log;
}

/** Runs segments as DBOS workflows without steps. One per process: DBOS keeps global state. */
export function createDbosHost(options: DbosHostOptions): RunHost {
  const room = new Room(options.workerConcurrency);
  let poller: QueuePoller | null = null;
  let closed = false;
  return {
    launch: async (onSegment) => {
      DBOS.setConfig({
        name: APPLICATION,
        systemDatabaseUrl: options.url,
        systemDatabasePool: options.pool,
        applicationVersion: APPLICATION_VERSION,
        executorID: options.executorId,
        runMigrations: false,
        // Its own poll is on a fixed beat and deaf to hints; ours takes the segments.
        listenQueues: [],
        useListenNotify: false,
        logger: quietLogger(options.log),
      });
      const segment = (runId: string, number: number): Promise<void> => room.hold(() => onSegment(runId, number));
      DBOS.registerWorkflow(segment, { name: SEGMENT_WORKFLOW, maxRecoveryAttempts: NEVER });
      await DBOS.launch();
      const queue = await DBOS.registerQueue(RUN_QUEUE, {
        workerConcurrency: options.workerConcurrency,
        onConflict: 'always_update',
      });
      completeTogether(executor().systemDatabase, () => closed);
      const take = (): Promise<number> =>
        takeSegments(queue, room).catch((cause: unknown) => {
          options.log.warn({ err: cause }, 'Segments could not be taken; trying again.');
          return 0;
        });
      poller = new QueuePoller({ take, idleMs: options.pollMs });
      room.onFree = () => poller?.hint();
    },
    hint: () => poller?.hint(),
    recover: async (executorIds) => {
      await executor().recoverPendingWorkflows(executorIds);
      poller?.hint();
    },
    shutdown: async (timeoutMs) => {
      await poller?.stop();
      // What still runs then is given time by DBOS; a completion that waits for a database that is away is not.
      setTimeout(() => (closed = true), timeoutMs).unref();
      await DBOS.shutdown({ deregister: true, workflowCompletionTimeoutMS: timeoutMs });
      closed = true;
    },
  };
}

/** How many segments this process runs. */
class Room {
  readonly #limit: number;
  #used = 0;
  #missed = false;
  onFree: () => void = () => undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many more may begin. When none, `onFree` is called as soon as one ends. */
  free(): number {
    const free = this.#limit - this.#used;
    this.#missed = free <= 0;
    return free;
  }

  async hold(work: () => Promise<void>): Promise<void> {
    this.#used += 1;
    try {
      await work();
    } finally {
      this.#used -= 1;
      if (this.#missed) this.onFree();
    }
  }
}

type Queue = Parameters<DBOSExecutor['systemDatabase']['findAndMarkStartableWorkflows']>[0];

async function takeSegments(queue: Queue, room: Room): Promise<number> {
  const { systemDatabase, executorID } = executor();
  const free = room.free();
  if (free <= 0 || !(await isAnyEnqueued(systemDatabase.pool))) return 0;
  const owner = randomUUID();
  const running = (queue.workerConcurrency ?? free) - free;
  const ids = await systemDatabase.findAndMarkStartableWorkflows(
    queue,
    executorID,
    APPLICATION_VERSION,
    undefined,
    running,
    0,
    owner,
  );
  if (ids.length > 0) await executor().dispatchDequeuedWorkflows(ids, owner);
  return ids.length;
}

/** One round trip that nearly always says no, before the five that taking needs. */
async function isAnyEnqueued(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'enqueued',
    text: `SELECT 1 FROM dbos.workflow_status WHERE status = 'ENQUEUED' AND queue_name = '${RUN_QUEUE}' LIMIT 1`,
  });
  return rowCount === 1;
}

function executor(): DBOSExecutor {
  const { globalInstance } = DBOSExecutor;
  if (!globalInstance) throw new Error('DBOS was not launched');
  return globalInstance;
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
