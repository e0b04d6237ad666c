import type { Fault } from './faults.ts';
import type { WitnessedClaim } from './witness.ts';

/** How long runs were without a process, in milliseconds. */
export interface Takeovers {
  /** After a kill, the database being up all the while. */
  killed: number[];
  /** Between a kill and its takeover the database was restarted, or had just been: then nobody is judged for 5 s. */
  duringRestarts: number[];
  /** After a freeze, until somebody had noticed. */
  frozen: number[];
}

/** A database that has just started freed every lock, so for so long nobody is judged by it. */
const SETTLING_MS = 6_000;

/** Finds, for each run that a process held when it was killed or frozen, when the next one took it. */
export function takeoversOf(claims: readonly WitnessedClaim[], faults: readonly Fault[]): Takeovers {
  const result: Takeovers = { killed: [], duringRestarts: [], frozen: [] };
  const restarts = faults.filter((fault) => fault.kind === 'restart');
  const byRunner = Map.groupBy(
    faults.filter((fault) => fault.kind !== 'restart'),
    (fault) => fault.runner,
  );
  for (const [index, claim] of claims.entries()) {
    const next = claims[index + 1];
    if (next?.runId !== claim.runId || next.runner === claim.runner) continue;
    const fault = byRunner.get(claim.runner)?.find((each) => isHeldAt(claim, each.at) && next.at > each.at);
    if (!fault) continue;
    const ms = next.at - fault.at;
    if (fault.kind === 'freeze') {
      if (fault.taken && next.at <= fault.until) result.frozen.push(ms);
    } else if (restarts.some(({ at, until }) => at < next.at && fault.at < until + SETTLING_MS)) {
      result.duringRestarts.push(ms);
    } else {
      result.killed.push(ms);
    }
  }
  return result;
}

function isHeldAt({ at, endedAt }: WitnessedClaim, moment: number): boolean {
  return at <= moment && (endedAt === null || endedAt > moment);
}

export interface Spread {
  count: number;
  p50: number;
  p95: number;
  max: number;
}

/** Milliseconds, rounded; zeros when there are none. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
