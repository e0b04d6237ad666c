import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../simulator/seeded-random.ts';
import { RunFixture, until } from '../testing/run-fixture.ts';
import { chaosWorkflow } from './chaos-workflow.ts';
import { RunnerProcess } from './runner-process.ts';
import { type Sink, openSink } from './sink.ts';

/** `npm run chaos` asks for more. */
const SECONDS = Number(process.env.FERMATA_CHAOS_SECONDS ?? 14);
const RUNS_PER_SECOND = 4;
const SEED = Number(process.env.FERMATA_CHAOS_SEED ?? Date.now() % 1_000_000);
/** Longer than a beat may be old: others take its runs while it sleeps. */
const FROZEN_MS = 7_000;

let runs: RunFixture;
let sink: Sink;
let runners: RunnerProcess[];

beforeAll(async () => {
  runs = await RunFixture.create();
  sink = await openSink();
  const env = { DATABASE_URL: runs.database.url, FERMATA_CHAOS_SINK: sink.url };
  runners = Array.from({ length: 3 }, () => new RunnerProcess(env));
});
afterAll(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  await sink.close();
  await runs.drop();
});

/** Decides whatever waits, twice and at once: sometimes both say the same, sometimes not. */
async function decideAll(random: () => number): Promise<void> {
  const gates = await runs.query<{ run_id: string; key: string }>(
    `SELECT run_id, key FROM approval WHERE status = 'pending'`,
  );
  const vote = () => (random() < 0.8 ? 'approved' : 'rejected');
  await Promise.all(
    gates.flatMap((gate) => [runs.decide(gate.run_id, gate.key, vote()), runs.decide(gate.run_id, gate.key, vote())]),
  );
}

async function disturb(random: () => number, untilMs: number): Promise<number> {
  const pick = (): RunnerProcess | undefined => runners[Math.floor(random() * runners.length)];
  let kills = 0;
  let frozen: RunnerProcess | undefined = pick();
  frozen?.freeze();
  const thaw = sleep(FROZEN_MS).then(() => {
    frozen?.thaw();
    frozen = undefined;
  });
  while (Date.now() < untilMs) {
    await sleep(500 + random() * 1_500);
    const victim = pick();
    if (victim === frozen) continue;
    victim?.kill();
    kills += 1;
  }
  await thaw;
  return kills;
}

test(`every run ends exactly once, whatever happens to the processes (seed ${SEED})`, {
  timeout: 900_000,
}, async () => {
  const random = seededRandom(SEED);
  const ids: string[] = [];
  const end = Date.now() + SECONDS * 1_000;
  const disturbing = sleep(2_000).then(() => disturb(random, end));
  while (Date.now() < end) {
    ids.push(await runs.start(chaosWorkflow));
    await decideAll(random);
    await sleep(1_000 / RUNS_PER_SECOND);
  }
  const kills = await disturbing;
  await until(
    async () => {
      await decideAll(random);
      const [open] = await runs.query<{ n: number }>(`SELECT count(*)::int AS n FROM run WHERE phase <> 'final'`);
      return open?.n === 0 || null;
    },
    'all runs to end',
    120_000,
  );
  expect(kills).toBeGreaterThan(2);
  expect(await runs.query(`SELECT status, error FROM run WHERE status <> 'succeeded'`)).toEqual([]);
  await expectWholeJournals(ids);
  process.stdout.write(`chaos: ${ids.length} runs, ${kills} kills, ${await expectCountedEffects()}\n`);
});

async function expectWholeJournals(ids: string[]): Promise<void> {
  expect(
    await runs.query(
      `SELECT run_id FROM run_event GROUP BY run_id
       HAVING count(*) <> max(seq) OR min(seq) <> 1 OR count(*) FILTER (WHERE type = 'run.succeeded') <> 1`,
    ),
  ).toEqual([]);
  const ends = `type IN ('node.succeeded', 'node.failed', 'node.cancelled', 'node.skipped')`;
  expect(
    await runs.query(`SELECT run_id, key FROM run_event WHERE ${ends} GROUP BY run_id, key HAVING count(*) > 1`),
  ).toEqual([]);
  expect(
    await runs.query(
      `SELECT run_id, key FROM run_event WHERE type = 'approval.decided' GROUP BY run_id, key HAVING count(*) > 1`,
    ),
  ).toEqual([]);
  const [runsEnded] = await runs.query<{ n: number }>(`SELECT count(*)::int AS n FROM run WHERE phase = 'final'`);
  expect(runsEnded?.n).toBe(ids.length);
  // Nothing is left behind.
  expect(await runs.query('SELECT 1 FROM timer')).toEqual([]);
  expect(await runs.query('SELECT 1 FROM run_delta')).toEqual([]);
}

/** Every effect happened, and more than once only where the journal says that an attempt was lost. */
async function expectCountedEffects(): Promise<string> {
  const rows = await runs.query<{ id: string; lost: number }>(
    `SELECT run_id || ':' || key AS id, count(*) FILTER (WHERE type = 'node.resumed')::int AS lost FROM run_event
     WHERE key ~ '^(before|left|right|after|each.*item)' GROUP BY run_id, key
     HAVING count(*) FILTER (WHERE type = 'node.succeeded') = 1`,
  );
  const unexplained = rows.filter(({ id, lost }) => {
    const count = sink.counts.get(id) ?? 0;
    return count < 1 || count > 1 + lost;
  });
  expect(unexplained).toEqual([]);
  const repeated = rows.filter(({ id }) => (sink.counts.get(id) ?? 0) > 1).length;
  return `${rows.length} effects, ${repeated} of them repeated after a death`;
}
