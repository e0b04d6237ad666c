import { setTimeout as sleep } from 'node:timers/promises';
import type { RunnerProcess } from './runner-process.ts';

/** What happened to whom, in milliseconds since 1970. */
export type Fault =
  | { kind: 'kill'; runner: string; at: number }
  /** `taken`: others took runs of it meanwhile. */
  | { kind: 'freeze'; runner: string; at: number; until: number; taken: boolean }
  | { kind: 'restart'; at: number; until: number };

export interface Victims {
  runners: readonly RunnerProcess[];
  restartDatabase(): Promise<void>;
  /** How many runs a runner works on. */
  heldBy(runner: string): Promise<number>;
  /** How many runs others have taken from a runner since then, in milliseconds since 1970. */
  takenFrom(runner: string, since: number): Promise<number>;
}

const POLL_MS = 100;
/** The database is left alone for so long: judging the dead takes five seconds of it. */
const RESTART_PAUSE_MS = 12_000;
/** For a freeze that others must notice. */
const FREEZE_DEADLINE_MS = 30_000;
const BUSY_TRIES = 100;
const ZOMBIE_TRIES = 10;

/** Does harm to processes and the database, as a seed says, until it is told to stop; then all of them live. */
export class Faults {
  readonly done: Fault[] = [];
  readonly #victims: Victims;
  readonly #random: () => number;
  #restartedAt = 0;
  #hadOneOfEach = false;
  /** The freeze that others must notice: one of those who can is left alone meanwhile. */
  #freezing: Promise<void> | null = null;

  constructor(victims: Victims, random: () => number) {
    this.#victims = victims;
    this.#random = random;
  }

  count(kind: Fault['kind']): number {
    return this.done.filter((fault) => fault.kind === kind).length;
  }

  /** Whether each kind has happened: until then there must be runs to harm. */
  get hadOneOfEach(): boolean {
    return this.#hadOneOfEach;
  }

  /** One of each kind at first, then as it comes. */
  async run(isOver: () => boolean): Promise<void> {
    const first = [
      async () => this.#kill(await this.#busiest()),
      async () => this.#kill(await this.#busiest()),
      () => this.#makeZombie(),
      () => this.#restart(),
    ];
    try {
      for (const fault of first) {
        await fault();
        await this.#pause();
      }
    } finally {
      this.#hadOneOfEach = true;
    }
    while (!isOver()) {
      await this.#any();
      await this.#pause();
    }
    await this.#freezing;
  }

  async #any(): Promise<void> {
    const roll = this.#random();
    const isCalm = this.#freezing === null;
    if (roll < 0.08) return this.#freezeForAMoment(this.#pick());
    if (roll < 0.16 && isCalm) return this.#freezeUntilTaken();
    if (roll < 0.22 && isCalm && Date.now() - this.#restartedAt > RESTART_PAUSE_MS) return this.#restart();
    this.#kill(this.#pick());
  }

  #pause(): Promise<void> {
    return sleep(300 + this.#random() * 1_200);
  }

  #kill(victim: RunnerProcess | null): void {
    if (!victim) return;
    this.done.push({ kind: 'kill', runner: victim.id, at: Date.now() });
    victim.kill();
  }

  async #freezeForAMoment(victim: RunnerProcess | null): Promise<void> {
    if (!victim) return;
    const fault = { kind: 'freeze' as const, runner: victim.id, at: Date.now(), until: 0, taken: false };
    victim.freeze();
    await sleep(300 + this.#random() * 2_500);
    victim.thaw();
    this.done.push({ ...fault, until: Date.now() });
  }

  /** What the frozen one had may come to rest by a commit that was on its way: then nobody takes it, so again. */
  async #makeZombie(): Promise<void> {
    const isZombie = (fault: Fault): boolean => fault.kind === 'freeze' && fault.taken;
    for (let tries = 0; tries < ZOMBIE_TRIES && !this.done.some(isZombie); tries++) {
      await this.#freezeUntilTaken();
      await this.#freezing;
    }
  }

  /** Freezes the one with the most work past its liveness, and wakes it when others have its runs: a zombie. */
  async #freezeUntilTaken(): Promise<void> {
    const victim = await this.#busiest();
    if (!victim) return;
    const { id } = victim;
    const at = Date.now();
    victim.freeze();
    const thaw = async (): Promise<void> => {
      const deadline = at + FREEZE_DEADLINE_MS;
      while ((await this.#victims.heldBy(id)) > 0 && Date.now() < deadline) await sleep(POLL_MS);
      const taken = (await this.#victims.takenFrom(id, at)) > 0;
      victim.thaw();
      this.done.push({ kind: 'freeze', runner: id, at, until: Date.now(), taken });
      this.#freezing = null;
    };
    this.#freezing = thaw();
  }

  async #restart(): Promise<void> {
    const at = Date.now();
    await this.#victims.restartDatabase();
    this.#restartedAt = Date.now();
    this.done.push({ kind: 'restart', at, until: this.#restartedAt });
  }

  /** Somebody who works. During a freeze the last of them is spared: it is the one that can notice. */
  #pick(): RunnerProcess | null {
    const living = this.#victims.runners.filter((runner) => runner.isWorking);
    const fit = this.#freezing ? living.slice(0, -1) : living;
    return fit[Math.floor(this.#random() * fit.length)] ?? null;
  }

  /** Null when nobody has had anything to do for a while. */
  async #busiest(): Promise<RunnerProcess | null> {
    for (let tries = 0; tries < BUSY_TRIES; tries++) {
      const held = await Promise.all(
        this.#victims.runners.map(async (runner) => ({ runner, count: await this.#victims.heldBy(runner.id) })),
      );
      const [most] = held.toSorted((a, b) => b.count - a.count);
      if (most && most.count > 0) return most.runner;
      await sleep(POLL_MS);
    }
    return null;
  }
}
