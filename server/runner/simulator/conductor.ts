import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Capabilities } from '#core/node/capabilities.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { RunGraph } from '#core/run/graph.ts';
import type { Completion, Script } from '#core/run/testing/drive.ts';
import { createLog } from '#server/log.ts';
import { Capacity } from '../capacity.ts';
import type { SegmentPorts } from '../ports.ts';
import { SegmentRunner } from '../segment-runner.ts';
import type { RunSignal } from '../signal-payload.ts';
import { isDurable, lastWait } from './durable.ts';
import { type Faults, MemoryDatabase, MemoryStore } from './memory-store.ts';
import { simulatedExecutor } from './simulated-executor.ts';

export const RUN_ID = 'run';

export interface Simulation {
  graph: RunGraph;
  created: RunEvent;
  behave: Script['behave'];
  /** What completes, in this order, whatever crashes. */
  order: readonly Completion[];
  /** The n-th write of a process: what happens there. */
  fault(write: number): 'none' | 'die' | 'freeze';
  /** In [0, 1), seeded. */
  random(): number;
}

/** One process: it lives until it dies, or goes on as a zombie that others took for dead. */
interface Process {
  dead: boolean;
  /** Executors that have begun and not ended, by `key:attempt`. */
  executing: Map<string, () => void>;
  /** Waits that it keeps itself, by due time. */
  due: Map<number, () => void>;
  commits: (() => void)[];
  deliver: ((signals: RunSignal[]) => void) | null;
  ended: boolean;
}

/** Drives real segments over a memory that outlives them, and decides about time, completions and deaths. */
export class Conductor {
  readonly database = new MemoryDatabase(false);
  readonly #simulation: Simulation;
  readonly #zombies: Process[] = [];
  #process: Process | null = null;
  #now = Date.parse('2026-01-01T00:00:00.000Z');
  #writes = 0;
  #ids = 0;
  #next = 0;
  deaths = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.database.addRun(RUN_ID, simulation.created);
  }

  /** Plays the run to its end. Throws when nothing can go on. */
  async play(): Promise<RunEvent[]> {
    const run = this.database.run(RUN_ID);
    for (let step = 0, idle = 0; run.phase !== 'final'; step++) {
      if (idle > 3 || step > 50_000) throw new Error(`Stuck at completion ${this.#next}: ${this.#describe()}`);
      const before = `${run.events.length}/${this.#next}/${this.deaths}`;
      this.#ensureProcess();
      await settled();
      if (this.#simulation.random() < 0.5 || idle > 0) await this.#flush();
      await this.#completeNext();
      idle = before === `${run.events.length}/${this.#next}/${this.deaths}` ? idle + 1 : 0;
    }
    await this.#flushZombies();
    return run.events;
  }

  /** A process for the segment that is due: the next of the queue, or the one whose process died. */
  #ensureProcess(): void {
    if (this.#living()) return;
    const run = this.database.run(RUN_ID);
    if (run.phase !== 'active') return;
    this.database.queue.length = 0;
    this.#next = this.#firstOpen();
    const process: Process = {
      dead: false,
      executing: new Map(),
      due: new Map(),
      commits: [],
      deliver: null,
      ended: false,
    };
    this.#process = process;
    void new SegmentRunner(this.#portsOf(process)).run(RUN_ID, run.segment).then(() => (process.ended = true));
  }

  /** Everything that was fired before is in the journal or a signal; what a death swallowed completes again. */
  #firstOpen(): number {
    const { events, signals } = this.database.run(RUN_ID);
    const at = this.#simulation.order.findIndex((completion) => !isDurable(completion, events, signals));
    return at < 0 ? this.#simulation.order.length : at;
  }

  async #completeNext(): Promise<void> {
    const completion = this.#simulation.order[this.#next];
    if (!completion) return;
    if (completion.of === 'executor') {
      const attempt = `${completion.key}:${completion.attempt}`;
      const end = this.#living()?.executing.get(attempt);
      if (!end) return this.#catchUp();
      this.#next += 1;
      end();
      for (const zombie of this.#zombies) zombie.executing.get(attempt)?.();
    } else {
      // A signal is durable at once, so all that came before it must be, or a death would change the order.
      await this.#flush();
      const isInterrupted = !this.#living() && this.database.run(RUN_ID).phase === 'active';
      if (isInterrupted || this.#simulation.order[this.#next] !== completion) return;
      if (!this.#wake(completion)) return this.#catchUp();
      this.#next += 1;
    }
    await settled();
  }

  /** What comes next is not there: it waits for a commit, or a frozen process wrote it before it was fenced. */
  async #catchUp(): Promise<void> {
    await this.#flush();
    this.#next = Math.max(this.#next, this.#firstOpen());
  }

  #living(): Process | null {
    return this.#process?.dead || this.#process?.ended ? null : this.#process;
  }

  #wake(completion: Completion): boolean {
    const { key, attempt } = completion;
    const run = this.database.run(RUN_ID);
    const execution = lastWait(run.events, key);
    if (!execution) return false;
    const process = this.#living();
    const kept = execution.dueAt === undefined ? undefined : process?.due.get(Date.parse(execution.dueAt));
    if (kept) {
      kept();
      return true;
    }
    const timer = run.timers.get(`${key}:${attempt}`);
    const signal = timer
      ? ({ key: `timer:${key}:${attempt}`, payload: { kind: 'timer', ...timer } } satisfies RunSignal)
      : this.#decision(completion);
    if (!signal) return false;
    this.database.signal(RUN_ID, signal);
    const list = [...run.signals.values()].filter((each) => !each.consumed);
    process?.deliver?.(list.map(({ key: name, payload }) => ({ key: name, payload })));
    return true;
  }

  #decision(completion: Completion): RunSignal | null {
    const run = this.database.run(RUN_ID);
    const gate = [...run.approvals].find(([, each]) => each.key === completion.key && each.status === 'pending');
    if (!gate) return null;
    const [approvalId, row] = gate;
    const behaviour = this.#simulation.behave(completion, null);
    const decision = behaviour.do === 'succeed' && behaviour.port === 'rejected' ? 'rejected' : 'approved';
    row.status = decision;
    return {
      key: `decision:${approvalId}`,
      payload: {
        kind: 'decision',
        approvalId,
        key: completion.key,
        decision,
        by: [],
        comment: '',
        values: {},
        edited: false,
        decidedAt: '',
      },
    };
  }

  /** Writes all commits on their way; one of a run begins when the one before it is done. */
  async #flush(): Promise<void> {
    do {
      for (const turn of this.#process?.commits.splice(0) ?? []) turn();
      await settled();
    } while (this.#process && this.#process.commits.length > 0);
  }

  /** What a zombie still writes must be refused; the caller sees it in the journal if it is not. */
  async #flushZombies(): Promise<void> {
    for (const zombie of this.#zombies) for (const turn of zombie.commits.splice(0)) turn();
    await settled();
  }

  #faultsOf(process: Process): Faults {
    return {
      boundary: async () => {
        if (process.dead) await never();
        if (process !== this.#process) return;
        const fault = this.#simulation.fault(this.#writes++);
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

  #portsOf(process: Process): SegmentPorts {
    const { graph } = this.#simulation;
    return {
      store: new MemoryStore(this.database, this.#faultsOf(process)),
      clock: {
        now: () => this.#now++,
        at: (time, call) => {
          process.due.set(time, call);
          return () => process.due.delete(time);
        },
        isYieldDue: () => false,
        yield: async () => undefined,
      },
      random: { id: () => `id-${this.#ids++}`, number: this.#simulation.random },
      graphs: { load: async () => graph },
      signals: {
        listen: (_runId, deliver) => {
          process.deliver = deliver;
          return () => (process.deliver = null);
        },
      },
      live: { touch: () => undefined },
      executors: Object.fromEntries(
        [...graph.nodes.values()].map(({ type, kind }) => [
          type,
          simulatedExecutor(kind, this.#simulation.behave, process.executing),
        ]),
      ),
      capabilities: () => ({}) as Capabilities,
      capacity: new Capacity(Number.POSITIVE_INFINITY),
      executorId: 'simulated',
      log: createLog('silent', 'simulator'),
    };
  }

  #describe(): string {
    const next = this.#simulation.order[this.#next];
    const run = this.database.run(RUN_ID);
    const executing = [...(this.#process?.executing.keys() ?? [])].join(' ');
    return `${JSON.stringify(next)} phase ${run.phase}, executing ${executing}, last ${run.events.at(-1)?.type}`;
  }
}

const never = (): Promise<never> => new Promise(() => undefined);

/** Until nothing more happens by itself: all the work in memory is promises. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 1; turn++) await nextTurn();
}
