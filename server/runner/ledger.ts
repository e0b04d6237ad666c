import { type Advance, advance } from '#core/run/advance.ts';
import { neededRefs } from '#core/run/context.ts';
import type { RunEventHead } from '#core/run/events.ts';
import type { RunGraph } from '#core/run/graph.ts';
import { applyEvent, initialState } from '#core/run/reduce.ts';
import type { RunState } from '#core/run/state.ts';
import { type Abandoned, abandonedOf } from './abandoned.ts';
import type { Cause } from './cause.ts';
import type { Claim, CommitResult, Unit } from './journal-store.ts';
import type { SegmentPorts } from './ports.ts';
import { buildUnit } from './unit.ts';
import { Values } from './values.ts';

const SNAPSHOT_EVERY = 1_000;

/** A unit on its way to the database. */
export interface Entry {
  cause: Cause;
  unit: Unit;
  /** The fold at this unit, when it is time for a snapshot. */
  snapshot: RunState | null;
  /** What waits for the unit to be durable. */
  whenDurable: (() => void)[];
}

type Ports = Pick<SegmentPorts, 'store' | 'clock' | 'random'>;

/** `broken`: the store itself failed, and nobody knows whether the unit is there. */
export type Settled = CommitResult | { kind: 'broken'; cause: unknown };
type OnResult = (entry: Entry, result: Settled) => void;

/**
 * The fold of one claimed run, and the units that are ahead of the database. The fold runs ahead: it is thrown away
 * and read again when a unit turns out not to be writable.
 */
export class Ledger {
  readonly values: Values;
  readonly claim: Claim;
  readonly graph: RunGraph;
  /** Executions that streamed text, whose rows go when they end. */
  readonly streamed = new Set<string>();
  readonly #ports: Ports;
  readonly #onResult: OnResult;
  #state: RunState = initialState();
  #unsettled: Entry[] = [];
  #idle = false;
  #snapshotSeq = 0;

  constructor(ports: Ports, claim: Claim, graph: RunGraph, onResult: OnResult) {
    this.#ports = ports;
    this.claim = claim;
    this.graph = graph;
    this.#onResult = onResult;
    this.values = new Values(ports.store, ports.random);
  }

  get state(): RunState {
    return this.#state;
  }

  /** Nothing runs by the fold and only waits are left. */
  get idle(): boolean {
    return this.#idle;
  }

  /** Units that the database has not confirmed. */
  get unsettled(): number {
    return this.#unsettled.length;
  }

  /** Reads the run: the last snapshot, and the events after it. */
  async load(): Promise<void> {
    const { snapshot, tail } = await this.#ports.store.load(this.claim.runId);
    const state = snapshot ?? initialState();
    for (const event of tail) {
      applyEvent(this.graph, state, event);
      if (this.#ports.clock.isYieldDue()) await this.#ports.clock.yield();
    }
    this.#state = state;
    this.#snapshotSeq = snapshot?.seq ?? 0;
    await this.values.load(neededRefs(state));
  }

  /** Folds a cause with all its consequences and sends the unit on its way. */
  apply(cause: Cause, room: number): { advance: Advance; entry: Entry } {
    const { claim, graph } = this;
    const expectedSeq = this.#state.seq;
    // Its own values go with the cause wherever it goes; those of its consequences are made again with them.
    const told = { ...cause, artifacts: [...(cause.artifacts ?? []), ...this.values.takeFresh()] };
    const result = advance(graph, this.#state, cause.bodies, {
      runId: claim.runId,
      firstRunId: this.#state.created?.firstRunId ?? claim.runId,
      at: () => this.now(),
      resolve: this.values.resolve,
      store: this.values.store,
      capacity: room,
    });
    this.#idle = result.idle;
    const entry: Entry = {
      cause: told,
      unit: buildUnit(this.#state, {
        claim: { runId: claim.runId, epoch: claim.epoch },
        expectedSeq,
        events: result.events,
        artifacts: [...told.artifacts, ...this.values.takeFresh()],
        approvals: cause.approvals ?? [],
        withdrawAnyway: cause.withdrawAnyway ?? false,
        consumedSignals: cause.consumed ?? [],
        streamed: this.streamed,
      }),
      snapshot: this.#snapshotIfDue(),
      whenDurable: [],
    };
    if (result.events.length > 0 || entry.unit.consumedSignals.length > 0) this.#send(entry);
    else cause.settled?.(false);
    return { advance: result, entry };
  }

  /** Time of the next event: never before the previous one. */
  now(): string {
    const now = new Date(this.#ports.clock.now()).toISOString();
    return now > this.#state.at ? now : this.#state.at;
  }

  /** The oldest unit is durable. */
  confirm(entry: Entry): void {
    this.#unsettled.shift();
    entry.cause.settled?.(true);
    for (const call of entry.whenDurable) call();
  }

  isUnsettled(entry: Entry): boolean {
    return this.#unsettled.includes(entry);
  }

  /** Gives up all that is not durable. The fold is wrong until {@link load}. */
  abandon(): Abandoned {
    const entries = this.#unsettled;
    this.#unsettled = [];
    return abandonedOf(entries);
  }

  /** What the next event carries besides its body. */
  nextHead(): RunEventHead {
    return { seq: this.#state.seq + 1, at: this.now(), v: 1 };
  }

  #send(entry: Entry): void {
    this.#unsettled.push(entry);
    this.#ports.store.commit(entry.unit).then(
      (result) => this.#onResult(entry, result),
      (cause: unknown) => this.#onResult(entry, { kind: 'broken', cause }),
    );
  }

  /** A copy: the fold goes on before the unit is durable. */
  #snapshotIfDue(): RunState | null {
    if (this.#state.seq - this.#snapshotSeq < SNAPSHOT_EVERY) return null;
    this.#snapshotSeq = this.#state.seq;
    return structuredClone(this.#state);
  }
}
