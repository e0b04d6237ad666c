import type { Capabilities } from '#core/node/capabilities.ts';
import { newId } from '#server/ids.ts';
import { createLog } from '#server/log.ts';
import { Capacity } from '../capacity.ts';
import { DatabaseClock } from '../database-clock.ts';
import { createDbosQueue } from '../dbos-queue.ts';
import { GraphCache } from '../graph-cache.ts';
import { createPgJournalStore } from '../journal/pg-store.ts';
import type { SegmentPorts } from '../ports.ts';
import { SegmentRunner } from '../segment-runner.ts';
import type { RunFixture } from './run-fixture.ts';
import { type Behaviours, testDefinitions, testExecutors } from './test-nodes.ts';

const SIGNAL_POLL_MS = 20;

export interface TestProcess {
  ports: SegmentPorts;
  segments: SegmentRunner;
}

/**
 * A runner process without the queue: the test says which segment it runs, so several of them in one test process can
 * believe that they hold the same run.
 */
export async function createTestProcess(
  runs: RunFixture,
  behaviours: Behaviours = {},
  capacity = 100,
): Promise<TestProcess> {
  const { pool } = runs.database;
  const log = createLog('silent', 'test');
  const clock = new DatabaseClock(pool);
  await clock.synchronise();
  const store = createPgJournalStore(pool, createDbosQueue(pool), log);
  const ports: SegmentPorts = {
    store,
    clock,
    random: { id: newId, number: Math.random },
    graphs: new GraphCache(pool, testDefinitions),
    signals: {
      listen: (runId, deliver) => {
        const timer = setInterval(() => void store.signals(runId).then(deliver), SIGNAL_POLL_MS);
        return () => clearInterval(timer);
      },
    },
    live: { touch: () => undefined },
    executors: testExecutors(behaviours),
    capabilities: () => ({}) as Capabilities,
    capacity: new Capacity(capacity),
    executorId: newId(),
    log,
  };
  return { ports, segments: new SegmentRunner(ports) };
}
