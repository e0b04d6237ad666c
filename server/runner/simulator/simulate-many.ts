import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  NO_COUNTS,
  type SimulationCounts,
  type SimulationProblem,
  type SimulationResult,
  addCounts,
} from './simulate.ts';

const PROGRAM = fileURLToPath(new URL('./simulation-worker.ts', import.meta.url));
/** Seeds that a worker gets at once: enough that it never waits, few enough that all end together. */
const PORTION = 10;
/** Of the problems of a broken engine, the first ones say it all. */
const MAX_PROBLEMS = 20;

export interface ManySimulations extends SimulationCounts {
  graphs: number;
  /** All problems; of these, the first few are listed. */
  problemCount: number;
  problems: SimulationProblem[];
}

/**
 * Simulates the seeds from `seed` on, spread over processes.
 * @param onProgress is told how many are done, after each portion.
 * @throws when a worker ends by itself, with the seeds that it had.
 */
export async function simulateMany(
  { seed, graphs, workers }: { seed: number; graphs: number; workers: number },
  onProgress: (done: number) => void,
): Promise<ManySimulations> {
  const total: ManySimulations = { ...NO_COUNTS, graphs: 0, problemCount: 0, problems: [] };
  let next = seed;
  const end = seed + graphs;
  const work = async (): Promise<void> => {
    const worker = fork(PROGRAM, { execArgv: [...process.execArgv, '--no-warnings'] });
    try {
      while (next < end) {
        const from = next;
        const to = Math.min(end, from + PORTION);
        next = to;
        add(total, await portion(worker, { from, to }), to - from);
        onProgress(total.graphs);
      }
    } finally {
      worker.disconnect();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, Math.ceil(graphs / PORTION)) }, work));
  return total;
}

/** What a worker is asked for: the seeds `from` ≤ seed < `to`. */
export interface Portion {
  from: number;
  to: number;
}

function portion(worker: ChildProcess, seeds: Portion): Promise<SimulationResult> {
  return new Promise((resolve, reject) => {
    const onExit = (): void =>
      reject(new Error(`A worker ended while it simulated seeds ${seeds.from} to ${seeds.to - 1}.`));
    worker.once('exit', onExit);
    worker.once('message', (result) => {
      worker.off('exit', onExit);
      resolve(result as SimulationResult);
    });
    worker.send(seeds);
  });
}

function add(total: ManySimulations, result: SimulationResult, graphs: number): void {
  total.graphs += graphs;
  total.problemCount += result.problems.length;
  total.problems.push(...result.problems.slice(0, MAX_PROBLEMS - total.problems.length));
  addCounts(total, result);
}
