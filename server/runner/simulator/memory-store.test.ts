import { randomUUID } from 'node:crypto';
import { describeStore, event } from '../testing/store-conformance.ts';
import { MemoryDatabase } from './memory-database.ts';
import { MemoryStore } from './memory-store.ts';

describeStore('the journal in memory', async () => {
  const database = new MemoryDatabase();
  return {
    store: new MemoryStore(database),
    admit: async (runId) => database.admit(runId),
    createRun: async (phase) => {
      const runId = randomUUID();
      database.addRun(
        runId,
        event(1, {
          type: 'run.created',
          input: { value: null },
          workflow: 'test',
          version: 1,
          graphHash: '',
          trigger: { kind: 'manual', by: null },
          simulated: true,
          limits: { maxNodeRuns: 1, timeoutMs: null, tokens: null, costUsd: null },
        }),
        phase,
      );
      return runId;
    },
    signal: async (runId, signal) => database.signal(runId, signal),
    decideRow: async (runId, approvalId) => {
      const approval = database.run(runId).approvals.get(approvalId);
      if (approval) approval.status = 'approved';
    },
    timers: async (runId) => [...database.run(runId).timers.values()].map((timer) => timer.key),
    approvalStatus: async (runId, approvalId) => database.run(runId).approvals.get(approvalId)?.status ?? null,
    enqueued: async (runId) => database.queue.filter((entry) => entry.runId === runId).map((entry) => entry.segment),
    events: async (runId) => database.run(runId).events,
  };
});
