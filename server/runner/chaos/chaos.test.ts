import { beforeAll, expect, test } from 'vitest';
import { FAN_OUT } from './chaos-workflow.ts';
import { problemLines } from './report.ts';
import { type ShakeReport, shake } from './shake.ts';

/** `npm run chaos` runs many more. */
const GRAPHS = 10;
const AT_ONCE = 6;
const SEED = Number(process.env.FERMATA_CHAOS_SEED ?? Date.now() % 1_000_000);

let report: ShakeReport;

/** One world of processes for all the questions: three runners, a database, a sink, and what happens to them. */
beforeAll(async () => {
  report = await shake({ seed: SEED, graphs: GRAPHS, atOnce: AT_ONCE });
}, 240_000);

const problems = (...kinds: string[]) =>
  report.problems.filter((problem) => kinds.includes(problem.kind)).flatMap(problemLines);

test(`D-02: killed processes lose no effect, make none twice, and leave no run behind (seed ${SEED})`, () => {
  expect(report.kills).toBeGreaterThanOrEqual(2);
  expect(report.runs).toBeGreaterThan(GRAPHS);
  expect(report.effects).toBeGreaterThanOrEqual(FAN_OUT);
  expect(problems('lost', 'doubled', 'stuck')).toEqual([]);
});

test('D-02: a run that was disturbed ends as the same run does without processes', () => {
  expect(report.decisions).toBeGreaterThan(0);
  expect(report.decisionsTooLate).toBeGreaterThan(0);
  expect(problems('different')).toEqual([]);
});

test('D-03: what a killed process ran is taken over soon', () => {
  expect(report.takeoverMs.count).toBeGreaterThan(0);
  // Half of them: who lost two processes in a row waits until one has nothing else to do.
  expect(report.takeoverMs.p50).toBeLessThan(20_000);
});

test('D-04, D-30: of several processes that believe that they hold a run, one writes', () => {
  expect(report.freezes).toBeGreaterThan(0);
  expect(report.takenFromFrozen).toBeGreaterThan(0);
  expect(problems('zombie')).toEqual([]);
});

test('D-13: whoever reads a run of many branches while it is written sees its events without a gap', () => {
  expect(report.eventsRead).toBeGreaterThan(FAN_OUT * 2);
  expect(problems('lost')).toEqual([]);
});

test('D-05: runs outlive a database that crashes and starts again', () => {
  expect(report.databaseRestarts).toBeGreaterThan(0);
  expect(report.problems).toEqual([]);
});
