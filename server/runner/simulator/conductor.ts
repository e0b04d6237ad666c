import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunGraph } from '#core/run/graph.ts';
import type { Completion, Script } from '#core/run/testing/drive.ts';
import type { RunEvent } from '#core/run/events.ts';
import { SegmentRunner } from '../segment-runner.ts';
import { decisionSignal, resolutionSignal, timerSignal } from './answers.ts';
import { completionName, durableCompletions, isUnknown, lastWait } from './durable.ts';
import type { MemoryDatabase, MemoryRun } from './memory-database.ts';
import type { Faults, FencedWrite } from './memory-store.ts';
import type { Refuses } from './refusals.ts';
import { SimulatedProcess } from './simulated-process.ts';

export const RUN_ID = 'run';

export interface Simulation {
  graph: RunGraph;
  behave: Script['behave'];
  /** What completes, in this order, whatever crashes. */
  order: readonly Completion[];
  /** Called at each boundary of a write of the process that holds the run; says what happens there. */
  fault(pending: FencedWrite | null): 'none' | 'die' | 'freeze';
  /** Which outputs the database refuses, by execution. */
  refuses: Refuses;
  /** How likely the database answers before the next completion, in (0, 1]: the fold runs ahead until then. */
  promptness: number;
  /**
   * Places of decisions in `order` that may come in the moment in which what comes after them has withdrawn their gate
   * in memory.
   */
  overtaking: ReadonlySet<number>;
  /** In [0, 1), seeded. */
  random(): number;
}

/** What outlives processes: the rows, and what nodes did outside, by idempotency key. */
export interface World {
  database: MemoryDatabase;
  effects: Map<string, number>;
}

/** Drives real segments over a world that outlives them, and decides about time, completions and deaths. */
export class Conductor {
  readonly #simulation: Simulation;
  readonly #world: World;
  readonly #run: MemoryRun;
  readonly #zombies: SimulatedProcess[] = [];
  #process: SimulatedProcess | null = null;
  #next = 0;
  /** Whether something completed that completes again when the database has refused what came before it. */
  #isDoomed = false;
  deaths = 0;
  /** How often what was ahead of the database was given up. */
  fallbacks = 0;
  /** How often a decision came before what had withdrawn its gate in memory. */
  overtaken = 0;

  constructor(simulation: Simulation, world: World) {
    this.#simulation = simulation;
    this.#world = world;
    this.#run = world.database.run(RUN_ID);
  }

  /** Plays the run to its end. Throws when nothing can go on. */
  async play(): Promise<RunEvent[]> {
    const run = this.#run;
    for (let step = 0, idle = 0; run.phase !== 'final'; step++) {
      if (idle > 3 || step > 50_000) throw new Error(`Stuck at completion ${this.#next}: ${this.#describe()}`);
      const before = this.#progress();
      this.#ensureProcess();
      await nextTurn();
      if (this.#simulation.random() < this.#simulation.promptness || idle > 0) await this.#flush();
      await this.#completeNext();
      idle = before === this.#progress() ? idle + 1 : 0;
    }
    await this.#flushZombies();
    const leftover = this.#process?.ended ? this.#process.leftover() : null;
    if (leftover !== null) throw new Error(leftover);
    return run.events;
  }

  /** Lets a process take the run, if one would; resolves when it holds it. For a look at what others may write then. */
  async takeOver(): Promise<void> {
    this.#ensureProcess();
    await nextTurn();
  }

  #progress(): string {
    return `${this.#run.events.length}/${this.#run.signals.size}/${this.#next}/${this.deaths}`;
  }

  /** A process for the segment that is due: the next of the queue, or the one whose process died. */
  #ensureProcess(): void {
    if (this.#living() || this.#run.phase !== 'active') return;
    this.#world.database.queue.length = 0;
    this.#next = this.#firstOpen();
    const process = new SimulatedProcess(this.#simulation, this.#world, (own) => this.#faultsOf(own));
    this.#process = process;
    void new SegmentRunner(process.ports).run(RUN_ID, this.#run.segment).then(() => (process.ended = true));
  }

  /** Everything that was fired before is in the journal or a signal; what a death swallowed completes again. */
  #firstOpen(): number {
    const durable = durableCompletions(this.#run.events, this.#run.signals);
    const at = this.#simulation.order.findIndex((completion) => !durable.has(completionName(completion)));
    return at < 0 ? this.#simulation.order.length : at;
  }

  async #completeNext(): Promise<void> {
    const completion = this.#simulation.order[this.#next];
    if (!completion) return;
    if (this.#simulation.overtaking.has(this.#next) && (await this.#overtake(completion))) return;
    if (completion.of === 'executor') await this.#endExecutor(completion);
    else if (completion.of !== 'retry' || !(await this.#ringAhead(completion))) await this.#tell(completion);
  }

  async #endExecutor(completion: Completion): Promise<void> {
    const living = this.#living();
    const zombies = this.#zombies.map((zombie) => zombie.executorOf(completion));
    const end = living?.executorOf(completion);
    if (living && end && this.#mustWait(living, completion)) return this.#flush();
    for (const zombie of zombies) zombie?.();
    if (end) {
      this.#next += 1;
      end();
      return void (await nextTurn());
    }
    if (isUnknown(lastWait(this.#run.events, completion.key))) return this.#tell(completion);
    await this.#catchUp();
  }

  /**
   * What began after the unit that the database will refuse ends anew, and so after all that had begun before: where it
   * came first, the order would not be what it has to be.
   */
  #mustWait(living: SimulatedProcess, { key }: Completion): boolean {
    const { doomed } = living;
    if (doomed.length === 0) return false;
    const beganThere = doomed.some(
      (event) => (event.type === 'node.started' || event.type === 'node.resumed') && event.key === key,
    );
    this.#isDoomed ||= beganThere;
    return this.#isDoomed && !beganThere;
  }

  /** Lets the wait for the next attempt be over, though the database may not know of it yet. */
  async #ringAhead({ key, attempt }: Completion): Promise<boolean> {
    const living = this.#living();
    const wait = living && (lastWait(living.ahead, key) ?? lastWait(this.#run.events, key));
    if (!wait?.dueAt || wait.attempt !== attempt || !living?.ringAt(wait.dueAt)) return false;
    this.#isDoomed ||= living.doomed.length > 0;
    this.#next += 1;
    await nextTurn();
    return true;
  }

  /** Decides a gate when what completes after it has withdrawn the gate in memory, and not yet in the database. */
  async #overtake(decision: Completion): Promise<boolean> {
    await this.#flush();
    const living = this.#living();
    const second = this.#simulation.order[this.#next + 1];
    if (this.#simulation.order[this.#next] !== decision || !second || this.#zombies.length > 0) return false;
    const end = living?.executorOf(second);
    const isOpen = [...this.#run.approvals.values()].some(
      ({ key, status }) => key === decision.key && status === 'pending',
    );
    if (!living || !end || !isOpen) return false;
    end();
    await nextTurn();
    const signal = decisionSignal(this.#run, decision, this.#simulation.behave);
    if (signal) this.#world.database.signal(RUN_ID, signal);
    this.overtaken += 1;
    // The process may hear of it before the database tells it that the gate is decided, or then.
    if (this.#simulation.random() < 0.5) living.deliver(this.#run);
    await nextTurn();
    await this.#flush();
    return true;
  }

  /** A signal is durable at once, so all that came before it must be, or a death would change the order. */
  async #tell(completion: Completion): Promise<void> {
    await this.#flush();
    const isInterrupted = !this.#living() && this.#run.phase === 'active';
    if (isInterrupted || this.#simulation.order[this.#next] !== completion) return;
    const told = this.#wake(completion);
    if (told === 'nothing') return this.#catchUp();
    if (told === 'completed') this.#next += 1;
    await nextTurn();
  }

  /** What comes next is not there: it waits for a commit, or a frozen process wrote it before it was fenced. */
  async #catchUp(): Promise<void> {
    await this.#flush();
    this.#next = Math.max(this.#next, this.#firstOpen());
  }

  #living(): SimulatedProcess | null {
    return this.#process?.dead || this.#process?.ended ? null : this.#process;
  }

  /** Brings what a wait waits for. `asked`: the attempt is made again, and completes later. */
  #wake(completion: Completion): 'completed' | 'asked' | 'nothing' {
    const run = this.#run;
    const wait = lastWait(run.events, completion.key);
    if (!wait) return 'nothing';
    if (wait.dueAt !== undefined && this.#living()?.ringAt(wait.dueAt)) return 'completed';
    const { behave } = this.#simulation;
    const signal = isUnknown(wait)
      ? resolutionSignal(wait, this.#world.effects)
      : (timerSignal(run, completion) ?? decisionSignal(run, completion, behave));
    if (!signal || run.signals.has(signal.key)) return 'nothing';
    this.#world.database.signal(RUN_ID, signal);
    this.#living()?.deliver(run);
    if (signal.payload.kind !== 'resolve' || signal.payload.how !== 'retry') return 'completed';
    // Nobody has an effect made again while a frozen process may still make it: they are ended first.
    for (const zombie of this.#zombies.splice(0)) zombie.dead = true;
    return 'asked';
  }

  /** Writes all commits on their way; one of a run begins when the one before it is done. */
  async #flush(): Promise<void> {
    do {
      for (const turn of this.#process?.commits.splice(0) ?? []) turn();
      await nextTurn();
    } while (this.#process && this.#process.commits.length > 0);
    this.#isDoomed = false;
    if (this.#living()?.takeFallBack()) await this.#fallBack();
  }

  /** What completed in units that were given up completes again; what begins again though it is over ends at once. */
  async #fallBack(): Promise<void> {
    this.fallbacks += 1;
    this.#next = this.#firstOpen();
    const durable = durableCompletions(this.#run.events, this.#run.signals);
    for (const [key, { attempt, end }] of this.#living()?.executing ?? []) {
      if (durable.has(completionName({ key, attempt, of: 'executor' }))) end();
    }
    await nextTurn();
  }

  /** What a zombie still writes must be refused; the caller sees it in the journal if it is not. */
  async #flushZombies(): Promise<void> {
    for (const zombie of this.#zombies) for (const turn of zombie.commits.splice(0)) turn();
    await nextTurn();
  }

  #faultsOf(process: SimulatedProcess): Pick<Faults, 'boundary' | 'commitTurn'> {
    return {
      boundary: async (pending) => {
        if (process.dead) await never();
        if (process !== this.#process) return;
        const fault = this.#simulation.fault(pending);
        if (fault === 'none') return;
        this.deaths += 1;
        process.dead = true;
        if (fault === 'freeze') {
          // It wakes up after another has taken over, and believes that it still holds the run.
          this.#zombies.push(process);
          process.dead = false;
          this.#process = null;
          this.#ensureProcess();
          return;
        }
        await never();
      },
      commitTurn: () => new Promise((resolve) => process.commits.push(resolve)),
    };
  }

  #describe(): string {
    const next = this.#simulation.order[this.#next];
    const executing = [...(this.#process?.executing.keys() ?? [])].join(' ');
    return `${JSON.stringify(next)} phase ${this.#run.phase}, executing ${executing}, last ${this.#run.events.at(-1)?.type}`;
  }
}

const never = (): Promise<never> => new Promise(() => undefined);
