import { assertNever } from '#core/assert-never.ts';
import type { EventOf, RunEvent } from '#core/run/events.ts';
import type { RunGraph } from '#core/run/graph.ts';
import { reduce } from '#core/run/reduce.ts';
import { isFinalRunStatus } from '#core/run/state.ts';
import type { Attempt, AttemptEnd } from './attempt.ts';
import { Attempts } from './attempts.ts';
import { type Cause, endsGate, separateTold } from './cause.ts';
import { type Entry, Ledger, type Settled } from './ledger.ts';
import type { Claim, CommitResult } from './journal-store.ts';
import { Mailbox } from './mailbox.ts';
import { lostBodies, lostExecutions, openingCause } from './opening-cause.ts';
import { failureCause, outcomeCause, stepCause } from './outcome-cause.ts';
import type { SegmentPorts } from './ports.ts';
import { refusedCause } from './refused-cause.ts';
import type { SegmentMessage } from './segment-message.ts';
import { type SignalContext, signalCause, timerCause } from './signal-cause.ts';
import { type RunSignal, runSignalPayloadSchema } from './signal-payload.ts';
import { isInProcessWait } from './unit.ts';
import { Waits } from './waits.ts';

/** How long what runs may take to end when the process stops. */
const STOP_GRACE_MS = 20_000;

/** `fenced`: somebody else holds the run. `handed-over`: its next segment is in the queue. */
export type SegmentEnd = 'finished' | 'parked' | 'handed-over' | 'fenced';

/**
 * The life of a claimed run in one process, until it ends, waits for something outside, or has to go elsewhere.
 * Everything that happens comes as a message and is handled alone, so there is one place where the run changes.
 */
export class Segment {
  readonly #ports: SegmentPorts;
  readonly #ledger: Ledger;
  readonly #attempts: Attempts;
  readonly #waits: Waits;
  readonly #mailbox = new Mailbox<SegmentMessage>();
  readonly #seenSignals = new Set<string>();
  #stopDeadline: (() => void) | null = null;
  #end: SegmentEnd | null = null;

  constructor(ports: SegmentPorts, claim: Claim, graph: RunGraph) {
    const put = (message: SegmentMessage): void => this.#mailbox.put(message);
    this.#ports = ports;
    this.#ledger = new Ledger(ports, claim, graph, (entry, result) => put({ kind: 'settled', entry, result }));
    this.#attempts = new Attempts(ports, this.#ledger, {
      ended: (attempt, end) => put({ kind: 'ended', attempt, end }),
      step: (attempt, step, settled) => put({ kind: 'step', attempt, step, settled }),
    });
    this.#waits = new Waits(ports.clock);
  }

  /** Runs the segment. Throws what it cannot handle; the caller then fails the run. */
  async run(): Promise<SegmentEnd> {
    const { runId } = this.#ledger.claim;
    const { signals, capacity, store, executorId } = this.#ports;
    const stopSignals = signals.listen(runId, (list) => this.#mailbox.put({ kind: 'signals', signals: list }));
    const stopRoom = capacity.onFree(() => {
      if (this.#wantsRoom()) this.#mailbox.put({ kind: 'room' });
    });
    try {
      const [told] = await Promise.all([store.signals(runId), this.#ledger.load()]);
      for (const { key } of lostExecutions(this.#ledger.state)) this.#ledger.streamed.add(key);
      this.#apply(openingCause(this.#ledger.graph, this.#ledger.state, executorId));
      this.#armWaits();
      this.#mailbox.put({ kind: 'signals', signals: told });
      return await this.#loop();
    } finally {
      stopSignals();
      stopRoom();
      this.#stopDeadline?.();
      this.#attempts.releaseAll();
      this.#waits.cancelAll();
      for (const cause of this.#ledger.abandon().causes) cause.settled?.(false);
    }
  }

  /** Starts nothing more, lets what runs end for a while, and hands the run over. */
  stop(): void {
    this.#mailbox.putFirst({ kind: 'stop' });
  }

  /** Gives everything up at once: this process may have been taken for dead. */
  drop(): void {
    this.#mailbox.putFirst({ kind: 'drop' });
  }

  async #loop(): Promise<SegmentEnd> {
    const { clock } = this.#ports;
    while (this.#end === null) {
      const message = this.#mailbox.take();
      if (message) await this.#handle(message);
      else if (!(await this.#rest())) await this.#mailbox.filled();
      if (clock.isYieldDue()) await clock.yield();
    }
    return this.#end;
  }

  async #handle(message: SegmentMessage): Promise<void> {
    switch (message.kind) {
      case 'ended':
        return this.#handleEnded(message.attempt, message.end);
      case 'step':
        return this.#handleStep(message);
      case 'due':
        return this.#apply({ ...(await timerCause(this.#context(), message)), by: message });
      case 'signals':
        return this.#handleSignals(message.signals);
      case 'settled':
        return this.#handleSettled(message.entry, message.result);
      case 'room':
        return this.#wantsRoom() ? this.#apply({ bodies: [] }) : undefined;
      case 'stop':
        this.#stopDeadline ??= this.#ports.clock.at(this.#ports.clock.now() + STOP_GRACE_MS, () =>
          this.#mailbox.put({ kind: 'deadline' }),
        );
        return;
      case 'deadline':
        return this.#attempts.releaseAll();
      case 'drop':
        await this.#ports.store.handOver(this.#ledger.claim);
        this.#end = 'handed-over';
        return;
      default:
        return assertNever(message, 'message');
    }
  }

  /** Nothing to do now. Ends the segment when nothing will come by itself; false when a message will. */
  async #rest(): Promise<boolean> {
    const ledger = this.#ledger;
    if (ledger.unsettled > 0) return false;
    if (isFinalRunStatus(ledger.state.status)) {
      this.#end = 'finished';
      return true;
    }
    if (this.#attempts.size > 0) return false;
    if (ledger.idle && this.#waits.size === 0) return this.#park();
    if (this.#stopDeadline === null) return false;
    await this.#ports.store.handOver(ledger.claim);
    this.#end = 'handed-over';
    return true;
  }

  async #park(): Promise<true> {
    const ledger = this.#ledger;
    const event: RunEvent = { type: 'run.waiting', ...ledger.nextHead() };
    const answer = await this.#ports.store.park(ledger.claim, event, reduce(ledger.graph, ledger.state, event));
    if (answer.kind === 'signals') {
      this.#mailbox.put({ kind: 'signals', signals: answer.signals });
    } else {
      this.#end = answer.kind;
      this.#ports.live.touch(ledger.claim.runId);
    }
    return true;
  }

  /** Folds a cause and carries out what follows from it. */
  #apply(cause: Cause): void {
    const ledger = this.#ledger;
    const { advance, entry } = ledger.apply(cause, this.#stopDeadline === null ? this.#ports.capacity.free() : 0);
    for (const event of advance.events) this.#follow(event);
    for (const launch of advance.launches) {
      this.#attempts.hold(launch.key);
      // A node without effects may run ahead of its commit; for the others the commit is also the fence check.
      if (launch.onCrash === 'rerun') this.#attempts.begin(launch);
      else entry.whenDurable.push(() => this.#attempts.begin(launch));
    }
  }

  #follow(event: RunEvent): void {
    switch (event.type) {
      case 'node.retrying':
        return this.#armWait({ ...event, reason: 'retry' }, event.at);
      case 'node.waiting':
        this.#armWait(event, event.at);
        return this.#deliverKept(event);
      case 'node.cancelled':
      case 'node.succeeded':
      case 'node.failed':
        this.#attempts.release(event.key);
        return this.#waits.cancel(event.key);
      case 'node.resumed':
        return this.#waits.cancel(event.key);
      default:
        return;
    }
  }

  #armWait(wait: { key: string; attempt: number; reason: string; dueAt?: string }, since: string): void {
    if (wait.dueAt === undefined || !isInProcessWait(wait, since)) return;
    const { key, attempt } = wait;
    this.#waits.arm(key, wait.dueAt, () => this.#mailbox.put({ kind: 'due', key, attempt }));
  }

  /** The short waits of a state that was read, and no others. */
  #armWaits(): void {
    this.#waits.cancelAll();
    for (const execution of Object.values(this.#ledger.state.executions)) {
      if (execution.status === 'waiting') this.#armWait(execution, execution.spans.at(-1)?.from ?? '');
    }
  }

  /** A decision that came before its gate waited has its turn now. */
  #deliverKept({ approvalId }: EventOf<'node.waiting'>): void {
    const key = `decision:${approvalId}`;
    const kept = runSignalPayloadSchema.safeParse(this.#ledger.state.keptSignals[key]);
    if (!kept.success) return;
    this.#seenSignals.delete(key);
    this.#mailbox.put({ kind: 'signals', signals: [{ key, payload: kept.data }] });
  }

  #handleEnded(attempt: Attempt, end: AttemptEnd): void {
    if (!this.#attempts.isCurrent(attempt) || end.kind === 'aborted') return;
    const { key, attempt: number } = attempt;
    this.#attempts.finish(attempt);
    const context = this.#context();
    const cause =
      end.kind === 'outcome'
        ? outcomeCause(context, key, number, end.outcome)
        : failureCause(context, key, number, end.failure);
    this.#apply({ ...cause, by: attempt });
  }

  #handleStep({ attempt, step, settled }: SegmentMessage & { kind: 'step' }): void {
    if (!this.#attempts.isCurrent(attempt)) return settled(false);
    this.#apply({ ...stepCause(this.#context(), attempt.key, attempt.attempt, step), by: attempt, settled });
  }

  async #handleSignals(signals: readonly RunSignal[]): Promise<void> {
    for (const signal of signals) {
      if (this.#seenSignals.has(signal.key)) continue;
      this.#seenSignals.add(signal.key);
      this.#apply(await signalCause(this.#context(), signal));
    }
  }

  async #handleSettled(entry: Entry, result: Settled): Promise<void> {
    if (!this.#ledger.isUnsettled(entry)) return;
    switch (result.kind) {
      case 'committed':
        this.#ledger.confirm(entry);
        this.#ports.live.touch(this.#ledger.claim.runId);
        if (entry.snapshot) await this.#ports.store.saveSnapshot(this.#ledger.claim, entry.snapshot);
        return;
      case 'fenced':
        this.#end = 'fenced';
        return;
      case 'refused':
      case 'overtaken':
        return this.#again(result);
      case 'dropped':
        return;
      case 'broken':
        throw result.cause;
      default:
        return assertNever(result, 'commit result');
    }
  }

  /**
   * The oldest unit cannot be written as it is. Nothing after it was: the run is read again, the unit is replaced, and
   * what came after it is applied anew. Attempts that began with one of them begin anew, too.
   */
  async #again(result: Extract<CommitResult, { kind: 'refused' | 'overtaken' }>): Promise<void> {
    const { causes, begun } = this.#ledger.abandon();
    for (const key of begun) this.#attempts.release(key);
    const [first, ...later] = causes;
    if (!first) return;
    await this.#ledger.load();
    this.#armWaits();
    if (result.kind === 'refused') this.#apply(refusedCause(this.#context(), first, result.reason));
    // Two gates that end each other would have it for ever: there the one that was read first ends the other.
    const overtaken = result.kind === 'overtaken' ? [{ ...first, withdrawAnyway: true }] : [];
    if (endsGate(first)) for (const cause of overtaken.splice(0)) this.#apply(cause);
    const rest = await this.#tellAgain(later);
    // The decision has had its turn.
    for (const cause of [...overtaken, ...rest]) this.#apply(cause);
    const lost = this.#stopDeadline === null ? this.#attempts.aborted() : [];
    if (lost.length > 0) this.#apply({ bodies: lostBodies(this.#ledger.graph, lost) });
  }

  /** Tells the run anew what it was told, and what it was told since. Returns the causes that were no signals. */
  async #tellAgain(causes: readonly Cause[]): Promise<Cause[]> {
    const signals = await this.#ports.store.signals(this.#ledger.claim.runId);
    const { told, rest } = separateTold(causes, signals);
    for (const key of told) this.#seenSignals.delete(key);
    await this.#handleSignals(signals);
    return rest;
  }

  #wantsRoom(): boolean {
    return this.#stopDeadline === null && this.#ledger.state.agenda.queued.length > 0;
  }

  #context(): SignalContext {
    const { graph, state, values, claim } = this.#ledger;
    return { graph, state, values, claim, clock: this.#ports.clock, random: this.#ports.random, ports: this.#ports };
  }
}
