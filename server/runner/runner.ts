import { randomUUID } from 'node:crypto';
import type { CapabilitiesOf } from '#core/node/capabilities.ts';
import type { NodeRegistry } from '#core/node/define.ts';
import type { Executor } from '#core/node/executor.ts';
import { type Pool, createPool } from '#server/db/pool.ts';
import { newId } from '#server/ids.ts';
import type { Log } from '#server/log.ts';
import { Admitter } from './admission/admitter.ts';
import { Capacity } from './capacity.ts';
import { DatabaseClock } from './database-clock.ts';
import { createDbosHost } from './dbos-host.ts';
import { type DbosQueue, createDbosQueue } from './dbos-queue.ts';
import { type Chore, every } from './every.ts';
import { GraphCache } from './graph-cache.ts';
import { createPgJournalStore } from './journal/pg-store.ts';
import { LiveNotify } from './live-notify.ts';
import { Liveness } from './liveness.ts';
import type { SegmentPorts } from './ports.ts';
import { type ReconcileParts, finishCancelled, reconcile } from './reconcile.ts';
import { ADMISSION_CHANNEL, QUEUE_CHANNEL } from './queue-hint.ts';
import type { RunHost } from './run-host.ts';
import { SegmentRunner } from './segment-runner.ts';
import { SignalHub } from './signal-hub.ts';
import { takeOver } from './takeover.ts';
import { fireDueTimers } from './timers.ts';

const POOL_MAX = 12;
const MAX_SEGMENTS = 100;
const MAX_RUNNING_NODES = 1_000;
/** Hints come at once; this is for those that are lost. */
const QUEUE_POLL_MS = 250;
const CLOCK_MS = 30_000;
const TIMER_SWEEP_MS = 250;
const TAKEOVER_SWEEP_MS = 1_000;
const CANCEL_SWEEP_MS = 1_000;
const ADMISSION_SWEEP_MS = 1_000;
const RECONCILE_MS = 10_000;
const RETENTION_MS = 30 * 60_000;
/** Longer than a segment's own grace, so that it can still commit and hand over. */
const SHUTDOWN_MS = 22_000;

export interface RunnerOptions {
  url: string;
  definitions: NodeRegistry;
  executors: Readonly<Record<string, Executor>>;
  /** What executors are given; the pool is the runner's own. */
  capabilities(pool: Pool): CapabilitiesOf;
  log: Log;
  /** Deletes what its time is up for; called again and again. Absent: everything stays. */
  retention?(pool: Pool, log: Log): Promise<unknown>;
  /** Executions at the same time. */
  maxRunningNodes?: number;
}

export interface Runner {
  executorId: string;
  /** Resolves when others hold this process for dead: it must end at once, without {@link stop}. */
  dead: Promise<void>;
  /** Takes nothing more, gives what runs 20 s, commits, and leaves the rest to others. */
  stop(): Promise<void>;
}

/** Starts the runner of this process; one per process. The tables must be there. */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const { url, log } = options;
  const executorId = `runner-${randomUUID()}`;
  const pool = createPool(url, { max: POOL_MAX, name: 'fermata runner', log });
  const queue = createDbosQueue(pool);
  const admitter = new Admitter(pool, queue, log);
  const store = createPgJournalStore(pool, queue, log, admitter.placeFreed);
  const clock = new DatabaseClock(pool);
  await clock.synchronise();
  const live = new LiveNotify(pool, log);
  let closed = false;
  const host = createDbosHost({ url, pool, executorId, workerConcurrency: MAX_SEGMENTS, pollMs: QUEUE_POLL_MS, log });
  const signals = new SignalHub(url, pool, log, {
    [ADMISSION_CHANNEL]: admitter.look,
    [QUEUE_CHANNEL]: () => host.hint(),
  });
  await signals.start();
  const ports: SegmentPorts = {
    store,
    clock,
    random: { id: newId, number: Math.random },
    graphs: new GraphCache(pool, options.definitions, () => closed),
    signals,
    live,
    executors: options.executors,
    capabilities: options.capabilities(pool),
    capacity: new Capacity(options.maxRunningNodes ?? MAX_RUNNING_NODES),
    executorId,
    log,
  };
  const segments = new SegmentRunner(ports);
  const { promise: dead, resolve: die } = Promise.withResolvers<void>();
  const liveness = new Liveness(url, pool, executorId, log, {
    lost: () => ports.capacity.pause(),
    regained: () => ports.capacity.resume(),
    gap: () => segments.drop(),
    dead: die,
  });
  await liveness.start();
  await host.launch((runId, segment) => segments.run(runId, segment));
  const { retention } = options;
  const chores = startChores({ pool, queue, host, liveness, ports, clock, segments, admitter, retention });
  const stop = async (): Promise<void> => {
    segments.stop();
    await host.shutdown(SHUTDOWN_MS);
    await Promise.all(chores.map((chore) => chore.stop()));
    await admitter.close();
    await live.flush();
    closed = true;
    store.close();
    await signals.close();
    await liveness.stop();
    await pool.end();
  };
  return { executorId, dead, stop };
}

interface ChoreParts {
  pool: Pool;
  queue: DbosQueue;
  host: RunHost;
  liveness: Liveness;
  ports: SegmentPorts;
  clock: DatabaseClock;
  segments: SegmentRunner;
  admitter: Admitter;
  retention: RunnerOptions['retention'];
}

function startChores(parts: ChoreParts): Chore[] {
  const { pool, queue, host, liveness, ports, clock, segments, admitter, retention } = parts;
  const { log, executorId } = ports;
  const isHeld: ReconcileParts['isHeld'] = (runId, segment) => segments.isHeld(runId, segment);
  return [
    every(CLOCK_MS, 'Reading the clock of the database', log, () => clock.synchronise()),
    every(TIMER_SWEEP_MS, 'Firing timers', log, () => fireDueTimers(pool, queue)),
    every(TAKEOVER_SWEEP_MS, 'Looking for dead runners', log, () =>
      takeOver({ pool, host, queue, liveness, executorId, log }),
    ),
    every(ADMISSION_SWEEP_MS, 'Admitting runs', log, () => admitter.look()),
    every(CANCEL_SWEEP_MS, 'Finishing cancelled runs', log, () => finishCancelled(pool, ports)),
    every(RECONCILE_MS, 'Reconciling', log, () => reconcile({ pool, queue, executorId, isHeld, ports })),
    ...(retention ? [every(RETENTION_MS, 'Deleting old runs', log, () => retention(pool, log))] : []),
  ];
}
