import type { Capabilities } from '#core/node/capabilities.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { Completion } from '#core/run/testing/drive.ts';
import { createLog } from '#server/log.ts';
import { Capacity } from '../capacity.ts';
import type { CommitResult, Unit } from '../journal-store.ts';
import type { SegmentPorts } from '../ports.ts';
import type { RunSignal } from '../signal-payload.ts';
import type { Simulation, World } from './conductor.ts';
import type { MemoryRun } from './memory-database.ts';
import { type Faults, MemoryStore } from './memory-store.ts';
import { isRefused } from './refusals.ts';
import { simulatedExecutor } from './simulated-executor.ts';

/** More than any run needs. */
const ROOM = 1_000_000;

const log = createLog('silent', 'simulator');

/** One process: it lives until it dies, or goes on as a zombie that others took for dead. */
export class SimulatedProcess {
  readonly ports: SegmentPorts;
  /** Executors that have begun and not ended, by key. */
  readonly executing = new Map<string, { attempt: number; end: () => void }>();
  /** Commits that wait for their turn. */
  readonly commits: (() => void)[] = [];
  /** Waits that it keeps itself. */
  readonly #waits = new Set<{ dueMs: number; ring: () => void }>();
  /** Units on their way, oldest first. */
  readonly #sent: Unit[] = [];
  readonly #simulation: Simulation;
  /** Whether units that were ahead of the database were given up since somebody asked. */
  #fellBack = false;
  #deliver: ((signals: RunSignal[]) => void) | null = null;
  dead = false;
  ended = false;

  constructor(
    simulation: Simulation,
    world: World,
    faultsOf: (process: SimulatedProcess) => Pick<Faults, 'boundary' | 'commitTurn'>,
  ) {
    const { graph, behave } = simulation;
    const { database, effects } = world;
    const faults: Faults = {
      ...faultsOf(this),
      refuses: (unit) => isRefused(unit, simulation.refuses),
      sent: (unit, result) => void this.#follow(unit, result),
    };
    this.#simulation = simulation;
    this.ports = {
      store: new MemoryStore(database, faults),
      clock: {
        now: () => database.now(),
        at: (dueMs, ring) => {
          const wait = { dueMs, ring };
          this.#waits.add(wait);
          return () => this.#waits.delete(wait);
        },
        isYieldDue: () => false,
        yield: async () => undefined,
      },
      // No jitter: two waits that are over in the same millisecond could not be told apart.
      random: { id: () => database.newId(), number: () => 0.5 },
      graphs: { load: async () => graph },
      signals: {
        listen: (_runId, deliver) => {
          this.#deliver = deliver;
          return () => (this.#deliver = null);
        },
      },
      live: { touch: () => undefined },
      executors: Object.fromEntries(
        [...graph.nodes.values()].map(({ type, kind }) => [
          type,
          simulatedExecutor({ graph, kind, behave, effects, executing: this.executing }),
        ]),
      ),
      capabilities: () => ({}) as Capabilities,
      capacity: new Capacity(ROOM),
      executorId: 'simulated',
      log,
    };
  }

  /**
   * How the executor of a completion is ended; null when it does not run here. One that a person asked for again has a
   * higher attempt than it would have had.
   */
  executorOf({ key, attempt }: Completion): (() => void) | null {
    const found = this.executing.get(key);
    return found && found.attempt >= attempt ? found.end : null;
  }

  /** Lets the wait be over that it keeps itself until then. False when there is none. */
  ringAt(dueAt: string): boolean {
    const [wait, ...others] = [...this.#waits].filter(({ dueMs }) => dueMs === Date.parse(dueAt));
    if (others.length > 0)
      throw new Error(`Several waits are over at ${dueAt}: which one rings first, nobody can say.`);
    if (wait) this.#waits.delete(wait);
    wait?.ring();
    return wait !== undefined;
  }

  /** Events that are folded and not written, oldest first. */
  get ahead(): RunEvent[] {
    return this.#sent.flatMap((unit) => unit.events);
  }

  /** Events of the unit on its way that the database will refuse, and of those after it. */
  get doomed(): RunEvent[] {
    const from = this.#sent.findIndex((unit) => isRefused(unit, this.#simulation.refuses));
    return from < 0 ? [] : this.#sent.slice(from).flatMap((unit) => unit.events);
  }

  /** Whether units were given up since this was asked last. */
  takeFallBack(): boolean {
    const fellBack = this.#fellBack;
    this.#fellBack = false;
    return fellBack;
  }

  /** What a segment that has ended did not give back, as a sentence. */
  leftover(): string | null {
    const held = ROOM - this.ports.capacity.free();
    if (held !== 0) return `Room for ${held} nodes was not given back.`;
    const running = [...this.executing.keys()];
    return running.length > 0 ? `Nobody told ${running.join(', ')} to end.` : null;
  }

  async #follow(unit: Unit, result: Promise<CommitResult>): Promise<void> {
    this.#sent.push(unit);
    const { kind } = await result;
    this.#sent.splice(this.#sent.indexOf(unit), 1);
    if (kind === 'refused' || kind === 'overtaken') this.#fellBack = true;
  }

  deliver({ signals }: MemoryRun): void {
    const open = [...signals.values()].filter((signal) => !signal.consumed);
    this.#deliver?.(open.map(({ key, payload }) => ({ key, payload })));
  }
}
