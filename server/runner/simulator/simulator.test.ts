import { expect, test } from 'vitest';
import { NO_COUNTS, type SimulationProblem, addCounts, simulate } from './simulate.ts';

/** `npm run chaos` plays many more. */
const GRAPHS = 60;
const SEED = Number(process.env.FERMATA_CHAOS_SEED ?? Date.now() % 1_000_000);

test(`D-01: whatever process dies at whatever write, a run ends as if nothing had happened (seeds from ${SEED})`, {
  timeout: 120_000,
}, async () => {
  const problems: SimulationProblem[] = [];
  const total = { ...NO_COUNTS };
  for (let seed = SEED; seed < SEED + GRAPHS; seed++) {
    const result = await simulate(seed);
    addCounts(total, result);
    problems.push(...result.problems);
  }
  expect(problems).toEqual([]);
  // Proof that the test does what it says.
  expect(total.boundaries).toBeGreaterThan(GRAPHS * 5);
  expect(total.zombieWrites).toBeGreaterThan(GRAPHS * 2);
  expect(total.reruns).toBeGreaterThan(GRAPHS * 2);
  expect(total.fallbacks).toBeGreaterThan(GRAPHS / 10);
});
