import type { CapabilitiesOf } from '#core/node/capabilities.ts';
import type { Executor } from '#core/node/executor.ts';
import type { RunGraph } from '#core/run/graph.ts';
import type { Log } from '#server/log.ts';
import type { Capacity } from './capacity.ts';
import type { JournalStore } from './journal-store.ts';
import type { RunSignal } from './signal-payload.ts';

/** Time as the segment loop sees it, so that a simulator can drive it. */
export interface Clock {
  /** Milliseconds since 1970 by the database's clock; never goes back. */
  now(): number;
  /** Calls once when it is `time`, at once when that is past, unless the returned function was called before. */
  at(time: number, call: () => void): () => void;
  /** True when this process has worked long enough without letting others run. */
  isYieldDue(): boolean;
  yield(): Promise<void>;
}

export interface Random {
  /** A UUID, sortable by time. */
  id(): string;
  /** In [0, 1). */
  number(): number;
}

export interface GraphSource {
  /** The compiled graph that a run pins. Throws FermataError INTERNAL or INVALID_WORKFLOW. */
  load(workspaceId: string, hash: string): Promise<RunGraph>;
}

export interface SignalSource {
  /** Delivers the run's unconsumed signals, again and again until they are consumed. Returns how to stop. */
  listen(runId: string, deliver: (signals: RunSignal[]) => void): () => void;
}

/** All that a segment touches outside itself. */
export interface SegmentPorts {
  store: JournalStore;
  clock: Clock;
  random: Random;
  graphs: GraphSource;
  signals: SignalSource;
  /** Hints that a run has new events or text. */
  live: { touch(runId: string): void };
  executors: Readonly<Record<string, Executor>>;
  capabilities: CapabilitiesOf;
  capacity: Capacity;
  /** Who says so in `run.recovered`. */
  executorId: string;
  log: Log;
}
