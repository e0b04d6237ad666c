import { randomUUID } from 'node:crypto';
import { createBenchRuns, type BenchRuns } from './bench-runs.ts';

/**
 * `npm run bench`: what the engine costs, each figure beside what the database alone needs for the same number of
 * durable steps on this machine at this moment. Ratios can be compared between machines; milliseconds cannot.
 */

interface Row {
  figure: string;
  ours: string;
  raw: string;
  ratio: string;
  goal: string;
}

const CHAIN = 100;
const FAN = 1_000;
const MANY = 1_000;
const REPEATS = 5;

async function chain(bench: BenchRuns): Promise<Row> {
  const ours = await best(() => bench.time('chain'));
  const raw = await best(() => bench.rawCommits(CHAIN));
  return row(`chain of ${CHAIN} no-op nodes`, ours, raw, '<= 2x as many single-row commits');
}

async function keyedChain(bench: BenchRuns): Promise<Row> {
  const ours = (await best(() => bench.time('keyedChain'))) / CHAIN;
  const raw = (await best(() => bench.rawCommits(CHAIN))) / CHAIN;
  return row('durable cost of a node with effects', ours, raw, '<= 1 ms');
}

async function fan(bench: BenchRuns): Promise<Row> {
  const ours = await best(() => bench.time('fan'));
  const raw = await best(() => bench.rawCommits(CHAIN));
  return row(`fan-out over ${FAN} nodes`, ours, raw, '<= 100 ms (raw: 100 commits)');
}

async function many(bench: BenchRuns): Promise<Row> {
  const ms = await bench.timeMany(MANY);
  const raw = await bench.rawInserts(MANY * 5);
  const perSecond = Math.round((MANY * 5_000) / ms);
  return row(`${MANY} runs of 5 nodes: ${perSecond} nodes/s`, ms, raw, '>= 3,000 nodes/s');
}

async function decision(bench: BenchRuns): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round < 40; round++) times.push(await bench.timeDecision());
  const raw = await best(() => bench.rawCommits(1));
  return row('decision to the end of the run, p95', percentile(times, 0.95), raw, 'p95 <= 50 ms');
}

async function best(measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < REPEATS; round++) least = Math.min(least, await measure());
  return least;
}

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function row(figure: string, ours: number, raw: number, goal: string): Row {
  return { figure, ours: `${ours.toFixed(2)} ms`, raw: `${raw.toFixed(2)} ms`, ratio: (ours / raw).toFixed(2), goal };
}

function print(rows: Row[]): void {
  const columns = ['figure', 'ours', 'raw', 'ratio', 'goal'] as const;
  const header: Row = { figure: 'figure', ours: 'engine', raw: 'database alone', ratio: 'ratio', goal: 'goal' };
  const width = (column: (typeof columns)[number]): number =>
    Math.max(...[header, ...rows].map((each) => each[column].length));
  for (const each of [header, ...rows]) {
    process.stdout.write(`${columns.map((column) => each[column].padEnd(width(column))).join('  ')}\n`);
  }
}

const bench = await createBenchRuns(randomUUID().slice(0, 8), { chain: CHAIN, fan: FAN });
try {
  await bench.time('chain');
  const rows: Row[] = [];
  for (const measure of [chain, keyedChain, fan, many, decision]) rows.push(await measure(bench));
  print(rows);
} finally {
  await bench.close();
}
