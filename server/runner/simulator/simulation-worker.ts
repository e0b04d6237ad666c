import type { Portion } from './simulate-many.ts';
import { NO_COUNTS, type SimulationResult, addCounts, simulate } from './simulate.ts';

/** A process that simulates the seeds it is told, until its parent lets go of it. */

process.on('message', (portion) => {
  void simulatePortion(portion as Portion).then((result) => process.send?.(result));
});

async function simulatePortion({ from, to }: Portion): Promise<SimulationResult> {
  const sum: SimulationResult = { ...NO_COUNTS, problems: [] };
  for (let seed = from; seed < to; seed++) {
    const result = await simulate(seed);
    sum.problems.push(...result.problems);
    addCounts(sum, result);
  }
  return sum;
}
