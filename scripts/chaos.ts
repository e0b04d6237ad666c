// `npm run chaos`: the long proofs of the engine, on a PostgreSQL of its own. What it does:
// - simulator: random graphs in memory, each with a death at every boundary of a write, spread over processes;
// - processes: random graphs on three real runners that are killed and frozen while their database is restarted.
// --graphs N · --process-graphs N: how many; 0 leaves the part out · --quick: few of both
// --seed N: the first seed; each graph has the next one · --workers N: processes of the simulator
// --json: the report as JSON · --report FILE: the same into a file. Exit code 1 when something was lost, doubled or stuck.
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type ChaosReport, problemCount, problemLines, problemsOf, reportLines } from '#server/runner/chaos/report.ts';
import { shake } from '#server/runner/chaos/shake.ts';
import { simulateMany } from '#server/runner/simulator/simulate-many.ts';

const FULL = { graphs: 20_000, processGraphs: 500 };
const QUICK = { graphs: 200, processGraphs: 25 };
/** Runs that are open at once: enough work for three runners, few enough that every fault meets some of it. */
const AT_ONCE = 16;
const PROGRESS_MS = 10_000;

const { values } = parseArgs({
  options: {
    graphs: { type: 'string' },
    'process-graphs': { type: 'string' },
    quick: { type: 'boolean', default: false },
    seed: { type: 'string' },
    workers: { type: 'string' },
    json: { type: 'boolean', default: false },
    report: { type: 'string' },
  },
});

/** A whole number, or the reason why it is none and the end. */
function wholeNumber(name: 'graphs' | 'process-graphs' | 'seed' | 'workers', otherwise: number, least = 0): number {
  const text = values[name];
  const number = text === undefined ? otherwise : Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  process.stderr.write(`--${name} must be a whole number of at least ${least}, and is "${text}".\n`);
  process.exit(2);
}

const size = values.quick ? QUICK : FULL;
const graphs = wholeNumber('graphs', size.graphs);
const processGraphs = wholeNumber('process-graphs', size.processGraphs);
const seed = wholeNumber('seed', Date.now() % 1_000_000_000);
const workers = wholeNumber('workers', availableParallelism(), 1);

let toldAt = performance.now();
function progress(text: () => string): void {
  if (performance.now() - toldAt < PROGRESS_MS) return;
  toldAt = performance.now();
  process.stderr.write(`${text()}\n`);
}

async function simulator(): Promise<ChaosReport['simulator']> {
  const began = performance.now();
  const result = await simulateMany({ seed, graphs, workers }, (done) =>
    progress(() => `simulator: ${done} of ${graphs} graphs`),
  );
  return { ...result, workers, seconds: Math.round((performance.now() - began) / 1_000) };
}

process.stderr.write(`Seed ${seed}.\n`);
const report: ChaosReport = {
  at: new Date().toISOString(),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  seed,
  simulator: graphs > 0 ? await simulator() : null,
  processes:
    processGraphs > 0
      ? await shake({ seed, graphs: processGraphs, atOnce: AT_ONCE }, ({ started, open, faults }) =>
          progress(() => `processes: ${started} of ${processGraphs} graphs started, ${open} open, ${faults} faults`),
        )
      : null,
};
const json = `${JSON.stringify(report, null, 2)}\n`;
if (values.report) await writeFile(values.report, json);
process.stdout.write(values.json ? json : `${reportLines(report).join('\n')}\n`);
for (const problem of problemsOf(report)) process.stderr.write(`${problemLines(problem).join('\n')}\n`);
const count = problemCount(report);
process.stderr.write(
  count === 0
    ? 'Nothing was lost, nothing happened twice, nothing is stuck.\n'
    : `${count} problems. See one again with --seed and its seed, and --graphs 1 or --process-graphs 1.\n`,
);
process.exit(count === 0 ? 0 : 1);
