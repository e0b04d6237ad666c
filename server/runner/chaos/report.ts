import type { ManySimulations } from '../simulator/simulate-many.ts';
import type { Problem } from './problem.ts';
import type { ShakeReport } from './shake.ts';
import type { Spread } from './takeovers.ts';

export interface ChaosReport {
  at: string;
  node: string;
  platform: string;
  seed: number;
  /** Null: that part was not asked for. */
  simulator: (ManySimulations & { seconds: number; workers: number }) | null;
  processes: ShakeReport | null;
}

/** Problems of both parts, in one form. */
export function problemsOf({ simulator, processes }: ChaosReport): Problem[] {
  const simulated = (simulator?.problems ?? []).map(
    ({ kind, what, seed, boundary, document }): Problem => ({
      kind,
      what: boundary === null ? what : `death at boundary ${boundary}: ${what}`,
      seed,
      document,
    }),
  );
  return [...simulated, ...(processes?.problems ?? [])];
}

/** How many problems there are in all; the simulator lists only its first ones. */
export function problemCount({ simulator, processes }: ChaosReport): number {
  return (simulator?.problemCount ?? 0) + (processes?.problems.length ?? 0);
}

/** The report as lines for people. */
export function reportLines(report: ChaosReport): string[] {
  const { simulator, processes } = report;
  const count = (problems: readonly Problem[], kind: Problem['kind']): number =>
    problems.filter((problem) => problem.kind === kind).length;
  const verdict = (problems: readonly Problem[]): [string, string | number][] => [
    ['lost', count(problems, 'lost')],
    ['doubled', count(problems, 'doubled')],
    ['stuck', count(problems, 'stuck')],
    ['zombie writes accepted', count(problems, 'zombie')],
    ['ended otherwise than without faults', count(problems, 'different')],
  ];
  return [
    ...(simulator
      ? block(`Simulator (${simulator.workers} processes, ${simulator.seconds} s)`, [
          ['random graphs', simulator.graphs],
          ['runs', simulator.runs],
          ['boundaries of writes with a death there', simulator.boundaries],
          ['deaths', simulator.deaths],
          ['nodes run again', simulator.reruns],
          ['units that the database did not take', simulator.fallbacks],
          ['decisions in the moment of a withdrawal', simulator.overtaken],
          ['effects of the graphs', simulator.effects],
          ['writes of zombies tried', simulator.zombieWrites],
          ...verdict(problemsOf({ ...report, processes: null })),
        ])
      : []),
    ...(processes ? block(`Processes (3 runners, ${processes.seconds} s)`, processRows(processes, verdict)) : []),
  ];
}

type Rows = [string, string | number][];

function processRows(processes: ShakeReport, verdict: (problems: readonly Problem[]) => Rows): Rows {
  return [
    ['random graphs', processes.graphs],
    ['runs', processes.runs],
    ['kills (SIGKILL)', processes.kills],
    ['freezes (SIGSTOP, SIGCONT)', processes.freezes],
    ['database restarts (immediate stop)', processes.databaseRestarts],
    ['takeovers of runs', processes.takeovers],
    ['of these from frozen processes', processes.takenFromFrozen],
    ['nodes run again', processes.reruns],
    ['effects', processes.effects],
    ['of these asked for again with the same key', processes.repeated],
    ['outcomes unknown, answered by people', processes.unknown],
    ['gates decided', processes.decisions],
    ['decisions that came second', processes.decisionsTooLate],
    ['quarantined after three deaths in a row', processes.quarantined],
    ['takeover after a kill', spreadText(processes.takeoverMs)],
    ['the same around a database restart', spreadText(processes.takeoverDuringRestartMs)],
    ['takeover from a frozen process', spreadText(processes.takeoverOfFrozenMs)],
    ...verdict(processes.problems),
  ];
}

function spreadText({ count, p50, p95, max }: Spread): string {
  return count === 0 ? 'none' : `p50 ${p50} ms, p95 ${p95} ms, max ${max} ms (${count})`;
}

function block(title: string, rows: Rows): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`), ''];
}

/** What a person needs to see the problem again: what it is, the seed, and the document. */
export function problemLines({ kind, what, seed, runId, document }: Problem): string[] {
  const where = [seed === undefined ? '' : `seed ${seed}`, runId ? `run ${runId}` : ''].filter(Boolean).join(', ');
  return [`${kind}${where ? ` (${where})` : ''}: ${what}`, ...(document ? [`  ${JSON.stringify(document)}`] : [])];
}
