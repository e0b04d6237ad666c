import type { Pool } from '#server/db/pool.ts';
import type { CommitResult, Unit } from '../journal-store.ts';
import { type RunBatch, groupByRun, unitBytes } from './batch.ts';
import { errorKind, pauseBeforeRetry } from '#server/db/database-errors.ts';
import { type BatchAnswer, readFences, writeBatches } from './write-batch.ts';

const MAX_UNITS = 500;
const MAX_BYTES = 4 * 1024 * 1024;
/** More would only wait for each other's disk. */
const MAX_IN_FLIGHT = 3;

interface Waiting {
  unit: Unit;
  bytes: number;
  settle(result: CommitResult): void;
  fail(cause: unknown): void;
}

/**
 * The commits of all runs of this process, gathered while earlier ones are on their way: no delay of its own, and many
 * runs share one round trip. A run has at most one batch in flight, so its units are written in order.
 */
export class Committer {
  readonly #pool: Pool;
  readonly #queue: Waiting[] = [];
  readonly #busy = new Set<string>();
  /** Runs with a unit that failed: of the units of its claim, only one that begins where it began is in order again. */
  readonly #broken = new Map<string, Pick<Unit, 'epoch' | 'expectedSeq'>>();
  #inFlight = 0;
  #scheduled = false;
  #closed = false;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  commit(unit: Unit): Promise<CommitResult> {
    return new Promise((settle, fail) => {
      this.#queue.push({ unit, bytes: unitBytes(unit), settle, fail });
      this.#schedule();
    });
  }

  /** Gives up units whose database is away. */
  close(): void {
    this.#closed = true;
  }

  /** After what runs now has had its turn, so that nodes that end at once share a commit. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#inFlight < MAX_IN_FLIGHT) {
        const batch = this.#takeBatch();
        if (batch.length === 0) return;
        void this.#run(batch);
      }
    });
  }

  #takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const rest: Waiting[] = [];
    // A run that must wait keeps all its units back, or they would overtake each other.
    const held = new Set(this.#busy);
    let bytes = 0;
    for (const waiting of this.#queue) {
      const { runId } = waiting.unit;
      const fits = batch.length === 0 || (batch.length < MAX_UNITS && bytes + waiting.bytes <= MAX_BYTES);
      if (held.has(runId) || !fits) {
        held.add(runId);
        rest.push(waiting);
      } else if (!this.#isDropped(waiting)) {
        bytes += waiting.bytes;
        batch.push(waiting);
      }
    }
    this.#queue.splice(0, this.#queue.length, ...rest);
    return batch;
  }

  #isDropped({ unit, settle }: Waiting): boolean {
    const broken = this.#broken.get(unit.runId);
    if (!broken) return false;
    if (unit.expectedSeq === broken.expectedSeq || unit.epoch !== broken.epoch) {
      this.#broken.delete(unit.runId);
      return false;
    }
    settle({ kind: 'dropped' });
    return true;
  }

  #break({ runId, epoch, expectedSeq }: Unit): void {
    this.#broken.set(runId, { epoch, expectedSeq });
  }

  async #run(batch: Waiting[]): Promise<void> {
    const runs = new Set(batch.map(({ unit }) => unit.runId));
    for (const runId of runs) this.#busy.add(runId);
    this.#inFlight += 1;
    try {
      await this.#write(batch);
    } catch (cause) {
      for (const { fail } of batch) fail(cause);
    } finally {
      this.#inFlight -= 1;
      for (const runId of runs) this.#busy.delete(runId);
      this.#schedule();
    }
  }

  /** Until every unit has its answer. */
  async #write(batch: Waiting[]): Promise<void> {
    let open = batch;
    for (let tries = 0; open.length > 0; tries++) {
      try {
        const batches = groupByRun(open.map(({ unit }) => unit));
        const answer = await writeBatches(this.#pool, batches);
        return await this.#settle(open, batches, answer);
      } catch (cause) {
        const kind = errorKind(cause);
        if (kind === 'data') return this.#halve(open, cause);
        if (kind === 'other' || this.#closed) throw cause;
        await pauseBeforeRetry(tries);
        if (kind === 'connection') open = await this.#withoutApplied(open);
      }
    }
  }

  async #settle(open: Waiting[], batches: RunBatch[], { written, overtaken }: BatchAnswer): Promise<void> {
    const doubtful = batches.filter(({ runId }) => !written.has(runId) && !overtaken.has(runId));
    // A run that was not written is fenced, unless an earlier try whose answer was lost had written it.
    const applied = doubtful.length > 0 ? await this.#applied(doubtful) : new Set<string>();
    for (const { unit, settle } of open) {
      if (overtaken.has(unit.runId)) continue;
      settle({ kind: written.has(unit.runId) || applied.has(unit.runId) ? 'committed' : 'fenced' });
    }
    for (const [runId, decided] of overtaken) {
      await this.#settleOvertaken(
        open.filter(({ unit }) => unit.runId === runId),
        decided,
      );
    }
  }

  /**
   * Nothing of the run was written. What comes before the unit that withdraws a decided gate is written without it; that
   * unit is made again, and the others after it.
   */
  async #settleOvertaken(units: Waiting[], decided: ReadonlySet<string>): Promise<void> {
    const at = units.findIndex(
      ({ unit }) => !unit.withdrawAnyway && unit.withdrawnApprovals.some((id) => decided.has(id)),
    );
    await this.#write(units.slice(0, at));
    const [overtaken, ...later] = units.slice(at).filter((waiting) => !this.#isDropped(waiting));
    if (!overtaken) return;
    this.#break(overtaken.unit);
    overtaken.settle({ kind: 'overtaken' });
    for (const { settle } of later) settle({ kind: 'dropped' });
  }

  /** One unit holds what the database refuses: the others must not suffer for it. */
  async #halve(open: Waiting[], cause: unknown): Promise<void> {
    const [only] = open;
    if (only && open.length === 1) {
      this.#break(only.unit);
      return only.settle({ kind: 'refused', reason: cause instanceof Error ? cause.message : String(cause) });
    }
    const middle = Math.ceil(open.length / 2);
    await this.#write(open.slice(0, middle));
    await this.#write(open.slice(middle).filter((waiting) => !this.#isDropped(waiting)));
  }

  async #withoutApplied(open: Waiting[]): Promise<Waiting[]> {
    const applied = await this.#applied(groupByRun(open.map(({ unit }) => unit)));
    return open.filter(({ unit, settle }) => {
      if (!applied.has(unit.runId)) return true;
      settle({ kind: 'committed' });
      return false;
    });
  }

  /** Runs whose last event is the batch's last, under the batch's own token: the lost answer was "written". */
  async #applied(batches: RunBatch[]): Promise<Set<string>> {
    for (let tries = 0; ; tries++) {
      try {
        const fences = await readFences(
          this.#pool,
          batches.map(({ runId }) => runId),
        );
        const applied = batches.filter(({ runId, epoch, lastSeq, expectedSeq }) => {
          const fence = fences.get(runId);
          return fence?.epoch === epoch && fence.lastSeq === lastSeq && lastSeq > expectedSeq;
        });
        return new Set(applied.map(({ runId }) => runId));
      } catch (cause) {
        if (this.#closed || errorKind(cause) === 'other') throw cause;
        await pauseBeforeRetry(tries);
      }
    }
  }
}
