import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../simulator/seeded-random.ts';
import { FAN_OUT_SEED } from './chaos-workflow.ts';
import { Faults } from './faults.ts';
import { type JournalFindings, checkJournals } from './journals.ts';
import type { Problem } from './problem.ts';
import { Reader } from './reader.ts';
import { type Spread, spreadOf, takeoversOf } from './takeovers.ts';
import { readClaims, readZombieWrites } from './witness.ts';
import { ChaosWorld } from './world.ts';

export interface ShakeOptions {
  seed: number;
  /** Random workflows, one run each; more only when not every kind of fault has happened by then. */
  graphs: number;
  /** Runs that are open at the same time while there are more to start. */
  atOnce: number;
}

export interface ShakeReport {
  graphs: number;
  runs: number;
  kills: number;
  freezes: number;
  databaseRestarts: number;
  /** Runs that another process went on with: after a kill, and while the one that had them was frozen. */
  takeovers: number;
  takenFromFrozen: number;
  reruns: number;
  /** Effects that arrived, by key; and how many of them were asked for again with the same key. */
  effects: number;
  repeated: number;
  unknown: number;
  decisions: number;
  decisionsTooLate: number;
  quarantined: number;
  /** Events of the run with many branches that were read while it ran. */
  eventsRead: number;
  takeoverMs: Spread;
  takeoverDuringRestartMs: Spread;
  takeoverOfFrozenMs: Spread;
  seconds: number;
  problems: Problem[];
}

const LOOK_MS = 100;
/** Runs that are open beyond the graphs that were asked for, while a kind of fault has not happened. */
const FEW_AT_ONCE = 2;
/** A run without an event for so long, when nobody is harmed any more, is stuck. Waits here last four seconds. */
const STUCK_MS = 60_000;

/** Runs random workflows on three runners and a database that are killed, frozen and restarted all the while. */
export async function shake(
  { seed, graphs, atOnce }: ShakeOptions,
  onProgress: (progress: { started: number; open: number; faults: number }) => void = () => undefined,
): Promise<ShakeReport> {
  const began = performance.now();
  const random = seededRandom(seed);
  const world = await ChaosWorld.open(random);
  try {
    let isOver = false;
    const faults = new Faults(world, random);
    const harm = faults.run(() => isOver);
    const reader = new Reader(world.pool, await world.start(FAN_OUT_SEED));
    let started = 0;
    for (; started < graphs || !faults.hadOneOfEach; await sleep(LOOK_MS)) {
      const { count } = await world.open();
      const wanted = started < graphs ? Math.min(atOnce - count, graphs - started) : FEW_AT_ONCE - count;
      for (let start = 0; start < wanted; start++) await world.start(seed + started++);
      onProgress({ started, open: count, faults: faults.done.length });
    }
    isOver = true;
    await harm;
    await settle(world, (open) => onProgress({ started, open, faults: faults.done.length }));
    await reader.stop();
    return await report(world, faults, { graphs: started, began, reader });
  } finally {
    await world.close();
  }
}

/** Until all runs are over, or one of them has stood still for long although nobody is harmed any more. */
async function settle(world: ChaosWorld, onProgress: (open: number) => void): Promise<void> {
  const since = Date.now();
  for (;;) {
    const { count, quietMs } = await world.open();
    if (count === 0 || Math.min(quietMs, Date.now() - since) > STUCK_MS) return;
    onProgress(count);
    await sleep(LOOK_MS);
  }
}

async function report(
  world: ChaosWorld,
  faults: Faults,
  { graphs, began, reader }: { graphs: number; began: number; reader: Reader },
): Promise<ShakeReport> {
  await world.people.stop();
  const counts = await world.sink.counts();
  const journals = await world.journals();
  const findings: JournalFindings = checkJournals(journals, counts);
  const zombieWrites = await readZombieWrites(world.pool);
  const takeovers = takeoversOf(await readClaims(world.pool), faults.done);
  const { killed, duringRestarts, frozen } = takeovers;
  return {
    graphs,
    runs: journals.length,
    kills: faults.count('kill'),
    freezes: faults.count('freeze'),
    databaseRestarts: faults.count('restart'),
    takeovers: killed.length + duringRestarts.length + frozen.length,
    takenFromFrozen: frozen.length,
    reruns: findings.reruns,
    effects: counts.size,
    repeated: [...counts.values()].filter((count) => count > 1).length,
    unknown: findings.unknown,
    decisions: world.people.decided,
    decisionsTooLate: world.people.tooLate,
    quarantined: findings.quarantined,
    eventsRead: reader.seen,
    takeoverMs: spreadOf(killed),
    takeoverDuringRestartMs: spreadOf(duringRestarts),
    takeoverOfFrozenMs: spreadOf(frozen),
    seconds: Math.round((performance.now() - began) / 1_000),
    problems: [
      ...findings.problems,
      ...reader.problems,
      ...zombieWrites.map(
        ({ runId, seq, type, runner, holder }): Problem => ({
          kind: 'zombie',
          what: `event ${seq} ${type} was written by ${runner} while ${holder ?? 'nobody'} held the run`,
          runId,
        }),
      ),
    ],
  };
}
