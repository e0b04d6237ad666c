import type { Json } from '#core/json.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import type { Claim, ClaimRef, ClaimResult, CommitResult, JournalStore, ParkResult, Unit } from '../journal-store.ts';
import { SUSPECT_CLAIMS } from '../journal/claim.ts';
import type { RunSignal } from '../signal-payload.ts';
import { type MemoryDatabase, type MemoryRun, frozen } from './memory-database.ts';

/** A write that carries the token of its claim, to be carried out on any copy of the database. */
export type FencedWrite = (database: MemoryDatabase) => unknown;

/** Where a process may die, or freeze. */
export interface Faults {
  /**
   * Called around every write; a promise that never resolves is a process that died there.
   * @param pending the write that comes next, if it is one that a newer claim forbids.
   */
  boundary(pending: FencedWrite | null): Promise<void>;
  /** Resolves when the commits that wait may be written. */
  commitTurn(): Promise<void>;
  /** Whether the unit holds what a database cannot. */
  refuses(unit: Unit): boolean;
  /** Called with each unit that is on its way. */
  sent(unit: Unit, result: Promise<CommitResult>): void;
}

const NO_FAULTS: Faults = {
  boundary: async () => undefined,
  commitTurn: async () => undefined,
  refuses: () => false,
  sent: () => undefined,
};

/** The journal as one process sees it. What it holds is frozen or copied, so nobody sees what was not written. */
export class MemoryStore implements JournalStore {
  readonly #database: MemoryDatabase;
  readonly #faults: Faults;
  readonly #broken = new Map<string, Unit>();
  #lastCommit: Promise<unknown> = Promise.resolve();

  constructor(database: MemoryDatabase, faults: Faults = NO_FAULTS) {
    this.#database = database;
    this.#faults = faults;
  }

  async claim(runId: string, segment: number, alone: boolean): Promise<ClaimResult> {
    await this.#faults.boundary(null);
    const run = this.#database.run(runId);
    if (run.phase !== 'active' || run.segment !== segment) return { kind: 'gone' };
    if (run.idleClaims === SUSPECT_CLAIMS && !alone) return { kind: 'suspect' };
    run.epoch += 1;
    this.#database.version += 1;
    if (this.#database.countsClaims) run.idleClaims += 1;
    await this.#faults.boundary(null);
    return { kind: 'claimed', claim: claimOf(runId, run) };
  }

  async seize(runId: string, epoch: number | null): Promise<Claim | null> {
    await this.#faults.boundary(null);
    const run = this.#database.run(runId);
    if (run.phase === 'final' || (epoch !== null && run.epoch !== epoch)) return null;
    run.epoch += 1;
    this.#database.version += 1;
    await this.#faults.boundary(null);
    return claimOf(runId, run);
  }

  async load(runId: string): Promise<{ snapshot: RunState | null; tail: RunEvent[] }> {
    const { snapshot, events } = this.#database.run(runId);
    if (!snapshot) return { snapshot: null, tail: [...events] };
    return { snapshot: JSON.parse(snapshot.json) as RunState, tail: events.slice(snapshot.seq) };
  }

  async signals(runId: string): Promise<RunSignal[]> {
    return openSignals(this.#database.run(runId));
  }

  commit(unit: Unit): Promise<CommitResult> {
    const kept = frozen(unit);
    const result = this.#lastCommit.then(async () => {
      await this.#faults.commitTurn();
      return this.#write((database) => {
        const broken = database === this.#database ? this.#broken : new Map(this.#broken);
        return commitUnit(database, broken, kept, this.#faults.refuses(kept));
      });
    });
    this.#lastCommit = result;
    this.#faults.sent(kept, result);
    return result;
  }

  park(claim: ClaimRef, event: RunEvent, state: RunState): Promise<ParkResult> {
    const snapshot = snapshotOf(state);
    return this.#write((database): ParkResult => {
      const run = database.run(claim.runId);
      if (!holds(run, claim) || run.events.length !== event.seq - 1) return { kind: 'fenced' };
      const signals = openSignals(run);
      if (signals.length > 0) return { kind: 'signals', signals };
      run.events.push(frozen(event));
      run.phase = 'parked';
      run.idleClaims = 0;
      run.snapshot = snapshot;
      database.version += 1;
      return { kind: 'parked' };
    });
  }

  handOver(claim: ClaimRef): Promise<void> {
    return this.#write((database) => {
      const run = database.run(claim.runId);
      if (!holds(run, claim)) return;
      run.idleClaims = 0;
      database.enqueueNext(claim.runId, run);
    });
  }

  saveSnapshot(claim: ClaimRef, state: RunState): Promise<void> {
    const snapshot = snapshotOf(state);
    return this.#write((database) => {
      const run = database.run(claim.runId);
      if (run.epoch !== claim.epoch || snapshot.seq <= (run.snapshot?.seq ?? 0)) return;
      run.snapshot = snapshot;
      database.version += 1;
    });
  }

  expireApproval(claim: ClaimRef, approvalId: string): Promise<string | null> {
    return this.#write((database) => {
      const run = database.run(claim.runId);
      const approval = run.epoch === claim.epoch ? run.approvals.get(approvalId) : undefined;
      if (approval?.status === 'pending') {
        approval.status = 'expired';
        database.version += 1;
      }
      return approval?.status ?? null;
    });
  }

  async values(refs: string[]): Promise<Map<string, Json>> {
    return new Map(refs.map((ref) => [ref, this.#database.artifacts.get(ref) ?? null]));
  }

  async appendDelta(): Promise<void> {
    // Streaming text is not journaled.
  }

  async #write<T>(work: (database: MemoryDatabase) => T): Promise<T> {
    await this.#faults.boundary(work);
    const result = work(this.#database);
    await this.#faults.boundary(null);
    return result;
  }
}

/** As a column would keep it: later changes of the state are not in it. */
function snapshotOf(state: RunState): { seq: number; json: string } {
  return { seq: state.seq, json: JSON.stringify(state) };
}

function claimOf(runId: string, run: MemoryRun): Claim {
  return {
    runId,
    epoch: run.epoch,
    workspaceId: '',
    graphHash: '',
    lastSeq: run.events.length,
    idleClaims: run.idleClaims,
  };
}

function holds(run: MemoryRun, claim: ClaimRef): boolean {
  return run.phase === 'active' && run.epoch === claim.epoch;
}

function openSignals(run: MemoryRun): RunSignal[] {
  return [...run.signals.values()].filter(({ consumed }) => !consumed).map(({ key, payload }) => ({ key, payload }));
}

function commitUnit(database: MemoryDatabase, broken: Map<string, Unit>, unit: Unit, isRefused: boolean): CommitResult {
  const run = database.run(unit.runId);
  const last = broken.get(unit.runId);
  if (last?.epoch === unit.epoch && last.expectedSeq !== unit.expectedSeq) return { kind: 'dropped' };
  broken.delete(unit.runId);
  // Also from a writer that was fenced: data is read before it is known whose it is.
  if (isRefused) {
    broken.set(unit.runId, unit);
    return { kind: 'refused', reason: 'simulated' };
  }
  if (run.epoch !== unit.epoch || run.phase === 'final' || run.events.length !== unit.expectedSeq) {
    return { kind: 'fenced' };
  }
  const decided = unit.withdrawnApprovals.some((id) => (run.approvals.get(id)?.status ?? 'pending') !== 'pending');
  if (decided && !unit.withdrawAnyway) {
    broken.set(unit.runId, unit);
    return { kind: 'overtaken' };
  }
  writeRows(database, run, unit);
  return { kind: 'committed' };
}

function writeRows(database: MemoryDatabase, run: MemoryRun, unit: Unit): void {
  database.version += 1;
  run.events.push(...unit.events);
  if (unit.run.progress) run.idleClaims = 0;
  for (const { id, value } of unit.artifacts) database.artifacts.set(id, value);
  for (const key of unit.timersGone) {
    for (const [name, timer] of run.timers) if (timer.key === key) run.timers.delete(name);
  }
  for (const timer of unit.timers) run.timers.set(`${timer.key}:${timer.attempt}`, timer);
  for (const { id, key } of unit.approvals) run.approvals.set(id, { key, status: 'pending' });
  for (const id of unit.withdrawnApprovals) {
    const approval = run.approvals.get(id);
    if (approval?.status === 'pending') approval.status = 'withdrawn';
  }
  for (const key of unit.consumedSignals) {
    const signal = run.signals.get(key);
    if (signal) signal.consumed = true;
  }
  if (unit.run.phase !== 'final') return;
  run.phase = 'final';
  run.timers.clear();
}
