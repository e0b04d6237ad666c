import type { WorkflowDocument } from '#core/graph/schema.ts';
import { startBenchRunner } from '../kit/bench-runner.ts';
import { RawDatabase, withDatabase } from '../kit/database.ts';
import { chainOf, fanOf } from '../kit/documents.ts';
import type { Figure, Suite } from '../kit/figure.ts';
import { Starter } from '../kit/starter.ts';
import { best } from '../kit/statistics.ts';

const CHAIN = 100;

/** What nodes and runs cost: one runner, and the caller in the same process. */
export const engine: Suite = {
  name: 'engine',
  run: (quick) =>
    withDatabase(async (url) => {
      const runner = await startBenchRunner(url);
      const starter = await Starter.open(url);
      const raw = await RawDatabase.open(starter.pool);
      try {
        // Code, plans and caches warm.
        for (const type of ['task', 'keyed']) await time(starter, chainOf(type, CHAIN));
        const parts: Parts = { starter, raw, rounds: quick ? 2 : 7, quick };
        return [await chain(parts), await effects(parts), await fanOut(parts), await manyRuns(parts)];
      } finally {
        await runner.stop();
        await starter.close();
      }
    }),
};

interface Parts {
  starter: Starter;
  raw: RawDatabase;
  rounds: number;
  quick: boolean;
}

async function chain({ starter, raw, rounds }: Parts): Promise<Figure> {
  const document = chainOf('task', CHAIN);
  return {
    name: `chain of ${CHAIN} nodes without effects`,
    raw: { ms: await best(rounds, () => raw.commits(CHAIN)), what: `for ${CHAIN} commits` },
    value: await best(rounds, () => time(starter, document)),
    unit: 'ms',
    goal: null,
    goalRatio: 2,
  };
}

async function effects({ starter, raw, rounds }: Parts): Promise<Figure> {
  const document = chainOf('keyed', CHAIN);
  return {
    name: 'durable cost of a node with effects, one after the other',
    raw: { ms: (await best(rounds, () => raw.commits(CHAIN))) / CHAIN, what: 'for a commit' },
    value: (await best(rounds, () => time(starter, document))) / CHAIN,
    unit: 'ms',
    goal: { atMost: 1 },
  };
}

async function fanOut({ starter, raw, rounds, quick }: Parts): Promise<Figure> {
  const width = quick ? 200 : 1_000;
  const document = fanOf(width);
  return {
    name: `fan-out over ${width} nodes, events without gaps`,
    raw: { ms: await best(rounds, () => raw.inserts(width)), what: 'for as many rows' },
    value: await best(rounds, () => time(starter, document)),
    unit: 'ms',
    goal: { atMost: 100 },
  };
}

async function manyRuns({ starter, raw, rounds, quick }: Parts): Promise<Figure> {
  const count = quick ? 200 : 1_000;
  const document = chainOf('task', 3);
  const rawMs = await best(Math.min(rounds, 3), () => raw.commits(count));
  const ms = await best(Math.min(rounds, 4), async () => {
    const before = await starter.count(`phase = 'final'`);
    const began = performance.now();
    await starter.startMany(document, count);
    await starter.reached(`phase = 'final'`, [], before + count);
    return performance.now() - began;
  });
  return {
    name: `${count} runs of 5 nodes, enqueuing included`,
    raw: { ms: rawMs, what: `for ${count} commits` },
    value: (count * 5_000) / ms,
    unit: 'nodes/s',
    goal: { atLeast: 3_000 },
    note: `${(ms / rawMs).toFixed(2)}x the commits`,
  };
}

/** Milliseconds from the first event of one run to its last, by the clock of the database. Its events must be whole. */
async function time(starter: Starter, document: WorkflowDocument): Promise<number> {
  const id = await starter.start(document);
  await starter.reached(`id = $1 AND phase = 'final'`, [id]);
  const { ms, gaps, status } = await starter.one<{ ms: number; gaps: number; status: string }>(
    `SELECT (extract(epoch FROM ended_at - started_at) * 1000)::float8 AS ms, status,
            last_seq - (SELECT count(DISTINCT seq)::int FROM run_event e
                        WHERE e.run_id = r.id AND e.seq BETWEEN 1 AND r.last_seq) AS gaps
     FROM run r WHERE id = $1`,
    [id],
  );
  if (gaps !== 0 || status !== 'succeeded') throw new Error(`The run ${status} and ${gaps} of its events are missing`);
  return ms;
}
