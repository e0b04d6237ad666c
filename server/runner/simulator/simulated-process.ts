import type { Capabilities } from '#core/node/capabilities.ts';
import type { Completion } from '#core/run/testing/drive.ts';
import { createLog } from '#server/log.ts';
import { Capacity } from '../capacity.ts';
import type { SegmentPorts } from '../ports.ts';
import type { RunSignal } from '../signal-payload.ts';
import type { Simulation, World } from './conductor.ts';
import type { MemoryRun } from './memory-database.ts';
import { type Faults, MemoryStore } from './memory-store.ts';
import { simulatedExecutor } from './simulated-executor.ts';

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
  #deliver: ((signals: RunSignal[]) => void) | null = null;
  dead = false;
  ended = false;

  constructor(simulation: Simulation, world: World, faultsOf: (process: SimulatedProcess) => Faults) {
    const { graph, behave } = simulation;
    const { database, effects } = world;
    this.ports = {
      store: new MemoryStore(database, faultsOf(this)),
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
      capacity: new Capacity(Number.POSITIVE_INFINITY),
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
    wait?.ring();
    return wait !== undefined;
  }

  deliver({ signals }: MemoryRun): void {
    const open = [...signals.values()].filter((signal) => !signal.consumed);
    this.#deliver?.(open.map(({ key, payload }) => ({ key, payload })));
  }
}
