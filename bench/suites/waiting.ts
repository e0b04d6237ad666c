import { setTimeout as sleep } from 'node:timers/promises';
import { gated } from '#server/runner/testing/documents.ts';
import { RawDatabase, withDatabase } from '../kit/database.ts';
import { gatedTask } from '../kit/documents.ts';
import type { Figure, Suite } from '../kit/figure.ts';
import { useOf } from '../kit/processes.ts';
import { startRunnerProcess } from '../kit/runner-process.ts';
import { Starter } from '../kit/starter.ts';
import { percentile, repeat } from '../kit/statistics.ts';

/** Connections that the work needed are closed by then. */
const SETTLE_MS = 35_000;

/** Runs that wait for people: how soon a decision goes on, and what waiting costs. The runner is another process. */
export const waiting: Suite = {
  name: 'waiting',
  run: (quick) =>
    withDatabase(async (url) => {
      const runner = await startRunnerProcess(url, false);
      const starter = await Starter.open(url);
      try {
        const raw = await RawDatabase.open(starter.pool);
        const rawMs = percentile(await repeat(50, () => raw.commits(1)), 0.95);
        const before = await useOf([runner.pid, ...(await backends(starter))], quick ? 3_000 : 15_000);
        const decisions = await repeat(quick ? 10 : 100, () => decisionToNext(starter));
        const p95 = percentile(decisions, 0.95);
        return [
          {
            name: 'decision to the start of the next node, p95',
            value: p95,
            unit: 'ms',
            goal: { atMost: 50 },
            raw: { ms: rawMs, what: 'for a commit, p95' },
            note: `p50 ${percentile(decisions, 0.5).toFixed(1)} ms`,
          },
          ...(await parked(starter, runner.pid, quick, sum(before))),
        ];
      } finally {
        await runner.stop();
        await starter.close();
      }
    }),
};

/** By the clock of the database: from the moment before the decision to the event that starts the node behind. */
async function decisionToNext(starter: Starter): Promise<number> {
  const id = await starter.start(gatedTask);
  await starter.reached(`id = $1 AND phase = 'parked'`, [id]);
  const { at } = await starter.one<{ at: string }>('SELECT clock_timestamp()::text AS at');
  await starter.approve(id);
  await starter.reached(`id = $1 AND phase = 'final'`, [id]);
  const { ms } = await starter.one<{ ms: number }>(
    `SELECT (extract(epoch FROM at - $2::timestamptz) * 1000)::float8 AS ms FROM run_event
     WHERE run_id = $1 AND type = 'node.started' AND key = 'next'`,
    [id, at],
  );
  return ms;
}

async function parked(starter: Starter, runnerPid: number, quick: boolean, idleBefore: number): Promise<Figure[]> {
  const count = quick ? 500 : 10_000;
  const connections = await connectionCount(starter);
  const began = performance.now();
  await starter.startMany(gated, count);
  await starter.reached(`phase = 'parked'`, [], count);
  const parkedMs = performance.now() - began;
  await sleep(quick ? 3_000 : SETTLE_MS);
  const use = await useOf([runnerPid, ...(await backends(starter))], quick ? 3_000 : 30_000);
  const held = await starter.one<{ n: number }>(
    `SELECT count(*)::int AS n FROM dbos.workflow_status WHERE status IN ('PENDING', 'ENQUEUED')`,
  );
  return [
    { name: `parking ${count} runs, starting included`, value: parkedMs / 1_000, unit: 's', goal: null },
    {
      name: `idle processor time with ${count} parked runs, runner and its database connections`,
      value: sum(use),
      unit: '%',
      goal: { atMost: 5 },
      note: `${idleBefore.toFixed(1)} % without`,
    },
    { name: 'segments that parked runs hold', value: held.n, unit: 'slots', goal: { atMost: 0 } },
    ...(quick ? [] : [connectionsHeld(Math.max(0, (await connectionCount(starter)) - connections))]),
  ];
}

const connectionsHeld = (value: number): Figure => ({
  name: 'connections that parked runs hold',
  value,
  unit: 'connections',
  goal: { atMost: 0 },
});

const sum = (use: readonly { cpuPercent: number }[]): number => use.reduce((total, each) => total + each.cpuPercent, 0);

/** The runner's connections; those of this program are not its. */
async function backends(starter: Starter): Promise<number[]> {
  const { rows } = await starter.pool.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'fermata bench'`,
  );
  return rows.map((row) => row.pid);
}

async function connectionCount(starter: Starter): Promise<number> {
  return (await backends(starter)).length;
}
