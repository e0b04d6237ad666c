import type { AgentStep } from '#core/node/executor.ts';
import { nodeOf } from '#core/run/graph.ts';
import type { Launch } from '#core/run/launch.ts';
import { reachedLimit } from '#core/run/limits.ts';
import { type Execution, isExecuting } from '#core/run/state.ts';
import { type Attempt, type AttemptEnd, type AttemptRun, startAttempt } from './attempt.ts';
import { DeltaStream } from './delta-stream.ts';
import type { Ledger } from './ledger.ts';
import { lostExecutions } from './opening-cause.ts';
import type { SegmentPorts } from './ports.ts';

export interface AttemptEvents {
  ended(attempt: Attempt, end: AttemptEnd): void;
  /** A completed model call to journal; `settled` says whether it is durable. */
  step(attempt: Attempt, step: AgentStep, settled: (durable: boolean) => void): void;
}

/** The executors of one segment, and the room they hold in the process. */
export class Attempts {
  readonly #ports: SegmentPorts;
  readonly #ledger: Ledger;
  readonly #events: AttemptEvents;
  readonly #running = new Map<string, Attempt>();
  /** Executions that hold room: running, or waiting for their start to be durable. */
  readonly #held = new Set<string>();

  constructor(ports: SegmentPorts, ledger: Ledger, events: AttemptEvents) {
    this.#ports = ports;
    this.#ledger = ledger;
    this.#events = events;
  }

  /** Executions that run or are about to. */
  get size(): number {
    return this.#held.size;
  }

  /** Takes room for an execution that will begin. */
  hold(key: string): void {
    if (this.#held.has(key)) return;
    this.#held.add(key);
    this.#ports.capacity.take();
  }

  /**
   * What the run wants to run and nobody runs: a unit had cancelled it, and then never came to be. As good as lost with
   * a process.
   */
  aborted(): Execution[] {
    return lostExecutions(this.#ledger.state).filter(({ key }) => !this.#held.has(key));
  }

  /** Begins the attempt, unless the run has moved on or it runs already. */
  begin(launch: Launch): void {
    const { key, attempt: number } = launch;
    if (!this.#held.has(key) || !this.#isWanted(key, number)) return this.release(key);
    if (this.#running.get(key)?.attempt === number) return;
    const deltas = new DeltaStream(this.#ports, this.#ledger.claim, key, number);
    const title = nodeOf(this.#ledger.graph, launch.nodeId).title;
    const attempt = startAttempt(this.#ports, launch, title, this.#runInfo(), this.#ledger.values, {
      recordStep: (step) => this.#recordStep(attempt, step),
      emitDelta: (text) => {
        this.#ledger.streamed.add(key);
        deltas.push(text);
      },
    });
    this.#running.set(key, attempt);
    void attempt.ended.then(async (end) => {
      // The rows of its text are deleted with its end, so none may still be on the way.
      if (deltas.used) await deltas.close();
      this.#events.ended(attempt, end);
    });
  }

  /** Whether this is the attempt that runs under its key. */
  isCurrent(attempt: Attempt): boolean {
    return this.#running.get(attempt.key) === attempt;
  }

  /** Gives the room of an attempt that ended back. */
  finish({ key }: Attempt): void {
    this.#running.delete(key);
    if (this.#held.delete(key)) this.#ports.capacity.release();
  }

  /** Aborts what runs under the key, if anything, and gives its room back. */
  release(key: string): void {
    this.#running.get(key)?.abort();
    this.#running.delete(key);
    if (this.#held.delete(key)) this.#ports.capacity.release();
  }

  releaseAll(): void {
    for (const key of this.#held) this.release(key);
  }

  #isWanted(key: string, attempt: number): boolean {
    const { state } = this.#ledger;
    const execution = state.executions[key];
    return execution?.attempt === attempt && isExecuting(state, execution);
  }

  async #recordStep(attempt: Attempt, step: AgentStep): Promise<void> {
    const durable = await new Promise<boolean>((resolve) => this.#events.step(attempt, step, resolve));
    if (!durable) throw new Error('The run no longer needs this node');
  }

  #runInfo(): AttemptRun {
    const { claim, state, values } = this.#ledger;
    return {
      id: claim.runId,
      workspaceId: claim.workspaceId,
      startedAt: state.startedAt ?? '',
      input: state.created ? values.resolve(state.created.input) : null,
      simulated: state.created?.simulated ?? false,
      workflow: state.created?.workflow ?? '',
      reachedLimit: () => reachedLimit(this.#ledger.state),
    };
  }
}
