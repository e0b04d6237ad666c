import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import { buildDocument } from '#core/run/testing/build.ts';
import { openEmbeddedPostgres } from '#server/db/embedded.ts';
import { databaseUser, postgresBinaries } from '#server/db/embedded-platform.ts';
import { prepareDatabase } from '#server/main/prepare-database.ts';
import { BenchRuns } from './bench-runs.ts';

/**
 * `npm run bench`: what the engine costs, each figure beside what the database alone needs for a like number of durable
 * steps on this machine at this moment. Ratios can be compared between machines; milliseconds cannot.
 * DATABASE_URL: an empty database to measure on; without it, one of its own with durability as in production.
 */

interface Row {
  figure: string;
  engine: string;
  raw: string;
  ratio: string;
  goal: string;
}

const CHAIN = 100;
const FAN = 1_000;
const MANY = 1_000;
const DECISIONS = 40;
const REPEATS = 5;

const gated = buildDocument(['start: start', 'gate: gate', 'done: end'], ['start -> gate', 'gate.approved -> done']);

const FIGURES: ((bench: BenchRuns) => Promise<Row>)[] = [
  async (bench) => {
    const raw = await best(() => bench.rawCommits(CHAIN));
    const engine = await best(() => bench.time(chainOf('task', CHAIN)));
    return row(`chain of ${CHAIN} no-op nodes`, engine, raw, '<= 2x as many single-row commits');
  },
  async (bench) => {
    const raw = await best(() => bench.rawCommits(CHAIN));
    const engine = await best(() => bench.time(chainOf('keyed', CHAIN)));
    return row('durable cost of a node with effects', engine / CHAIN, raw / CHAIN, '<= 1 ms (raw: one commit)');
  },
  async (bench) => {
    const raw = await best(() => bench.rawInserts(FAN));
    const engine = await best(() => bench.time(fanOf(FAN)));
    return row(`fan-out over ${FAN} nodes`, engine, raw, '<= 100 ms (raw: as many rows)');
  },
  async (bench) => {
    const raw = await bench.rawCommits(MANY);
    const engine = await bench.timeMany(chainOf('task', 3), MANY);
    const perSecond = Math.round((MANY * 5_000) / engine);
    return row(`${MANY} runs of 5 nodes: ${perSecond} nodes/s`, engine, raw, '>= 3,000 nodes/s (raw: a commit a run)');
  },
  async (bench) => {
    const raw = await best(() => bench.rawCommits(1));
    const times: number[] = [];
    for (let round = 0; round < DECISIONS; round++) times.push(await bench.timeDecision(gated));
    return row('decision to the end of the run, p95', percentile(times, 0.95), raw, '<= 50 ms (raw: one commit)');
  },
];

function chainOf(type: string, length: number): WorkflowDocument {
  const ids = Array.from({ length }, (_, index) => `n${index}`);
  const path = ['start', ...ids, 'done'];
  return buildDocument(
    ['start: start', ...ids.map((id) => `${id}: ${type}`), 'done: end'],
    path.slice(1).map((id, index) => `${path[index]} -> ${id}`),
  );
}

function fanOf(width: number): WorkflowDocument {
  const ids = Array.from({ length: width }, (_, index) => `n${index}`);
  return buildDocument(
    ['start: start', ...ids.map((id) => `${id}: task`), 'all: join', 'done: end'],
    [...ids.flatMap((id) => [`start -> ${id}`, `${id} -> all`]), 'all -> done'],
  );
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

function row(figure: string, engine: number, raw: number, goal: string): Row {
  return {
    figure,
    engine: `${engine.toFixed(2)} ms`,
    raw: `${raw.toFixed(2)} ms`,
    ratio: (engine / raw).toFixed(2),
    goal,
  };
}

function print(rows: Row[]): void {
  const columns = ['figure', 'engine', 'raw', 'ratio', 'goal'] as const;
  const header: Row = { figure: 'figure', engine: 'engine', raw: 'database alone', ratio: 'ratio', goal: 'goal' };
  const lines = [header, ...rows];
  const width = (column: (typeof columns)[number]): number => Math.max(...lines.map((each) => each[column].length));
  for (const line of lines) {
    process.stdout.write(
      `${columns
        .map((column) => line[column].padEnd(width(column)))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

async function measureOn(url: string): Promise<void> {
  await prepareDatabase(url);
  const bench = await BenchRuns.open(url);
  try {
    // Code, plans and caches warm.
    await bench.time(chainOf('task', CHAIN));
    const rows: Row[] = [];
    for (const figure of FIGURES) rows.push(await figure(bench));
    print(rows);
  } finally {
    await bench.close();
  }
}

const given = process.env.DATABASE_URL;
if (given) {
  await measureOn(given);
} else {
  const user = await databaseUser();
  const dataDir = await mkdtemp(join(tmpdir(), 'fermata-bench-'));
  await chmod(dataDir, 0o755);
  const server = await openEmbeddedPostgres({ dataDir, user, binaries: await postgresBinaries(user) });
  try {
    await measureOn(server.url);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
