import type { Json } from '#core/json.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import type { Claim, ClaimRef, ClaimResult, CommitResult, JournalStore, ParkResult, Unit } from '../journal-store.ts';
import { SUSPECT_CLAIMS } from '../journal/claim.ts';
import type { RunSignal } from '../signal-payload.ts';

/** A run as the tables would hold it. */
export interface MemoryRun {
  phase: 'queued' | 'active' | 'parked' | 'final';
  segment: number;
  epoch: number;
  idleClaims: number;
  events: RunEvent[];
  snapshot: RunState | null;
  signals: Map<string, RunSignal & { consumed: boolean }>;
  timers: Map<string, { key: string; attempt: number; dueAt: string }>;
  approvals: Map<string, { key: string; status: string }>;
}

/** What outlives processes. */
export class MemoryDatabase {
  readonly runs = new Map<string, MemoryRun>();
  readonly artifacts = new Map<string, Json>();
  /** Segments in the queue, oldest first. */
  readonly queue: { runId: string; segment: number }[] = [];
  /** Off where the deaths are not the run's doing: it must not be taken for poison. */
  readonly countsClaims: boolean;

  constructor(countsClaims = true) {
    this.countsClaims = countsClaims;
  }

  /** A run as it is started: at once, or to wait for its admission. */
  addRun(runId: string, created: RunEvent, phase: 'queued' | 'active' = 'active'): MemoryRun {
    const run: MemoryRun = {
      phase,
      segment: 1,
      epoch: 0,
      idleClaims: 0,
      events: [created],
      snapshot: null,
      signals: new Map(),
      timers: new Map(),
      approvals: new Map(),
    };
    this.runs.set(runId, run);
    if (phase === 'active') this.queue.push({ runId, segment: 1 });
    return run;
  }

  /** As a runner does when there is a place. */
  admit(runId: string): void {
    const run = this.run(runId);
    if (run.phase !== 'queued') return;
    run.phase = 'active';
    this.queue.push({ runId, segment: run.segment });
  }

  run(runId: string): MemoryRun {
    const run = this.runs.get(runId);
    if (!run) throw new Error(`There is no run ${runId}`);
    return run;
  }

  /** Inserts a signal and wakes its run, as the gateway does. */
  signal(runId: string, signal: RunSignal): 'sent' | 'duplicate' | 'final' {
    const run = this.run(runId);
    if (run.phase === 'final') return 'final';
    if (run.phase === 'queued' && signal.payload.kind === 'cancel') {
      const { by, reason } = signal.payload;
      const at = run.events.at(-1)?.at ?? '';
      run.events.push({ type: 'run.cancelled', by, reason, seq: run.events.length + 1, at, v: 1 });
      run.phase = 'final';
      run.epoch += 1;
      return 'sent';
    }
    if (run.signals.has(signal.key)) return 'duplicate';
    run.signals.set(signal.key, { ...signal, consumed: false });
    if (run.phase === 'parked') this.enqueueNext(runId, run);
    return 'sent';
  }

  enqueueNext(runId: string, run: MemoryRun): void {
    run.phase = 'active';
    run.segment += 1;
    this.queue.push({ runId, segment: run.segment });
  }
}

/** Decides what happens at the writes of one process. */
export interface Faults {
  /** Called around every write; a promise that never resolves is a process that died there. */
  boundary(): Promise<void>;
  /** Resolves when the commits that wait may be written. */
  commitTurn(): Promise<void>;
}

const NO_FAULTS: Faults = { boundary: async () => undefined, commitTurn: async () => undefined };

/** The journal as one process sees it. Data is copied on the way in and out, as a database would. */
export class MemoryStore implements JournalStore {
  readonly #database: MemoryDatabase;
  readonly #faults: Faults;
  readonly #brokenAt = new Map<string, number>();
  #lastCommit: Promise<unknown> = Promise.resolve();

  constructor(database: MemoryDatabase, faults: Faults = NO_FAULTS) {
    this.#database = database;
    this.#faults = faults;
  }

  claim(runId: string, segment: number, alone: boolean): Promise<ClaimResult> {
    return this.#write((): ClaimResult => {
      const run = this.#database.run(runId);
      if (run.phase !== 'active' || run.segment !== segment) return { kind: 'gone' };
      if (run.idleClaims === SUSPECT_CLAIMS && !alone) return { kind: 'suspect' };
      run.epoch += 1;
      if (this.#database.countsClaims) run.idleClaims += 1;
      return { kind: 'claimed', claim: claimOf(runId, run) };
    });
  }

  seize(runId: string, epoch: number | null): Promise<Claim | null> {
    return this.#write(() => {
      const run = this.#database.run(runId);
      if (run.phase === 'final' || (epoch !== null && run.epoch !== epoch)) return null;
      run.epoch += 1;
      return claimOf(runId, run);
    });
  }

  async load(runId: string): Promise<{ snapshot: RunState | null; tail: RunEvent[] }> {
    const { snapshot, events } = this.#database.run(runId);
    return structuredClone({ snapshot, tail: events.slice(snapshot?.seq ?? 0) });
  }

  async signals(runId: string): Promise<RunSignal[]> {
    return openSignals(this.#database.run(runId));
  }

  commit(unit: Unit): Promise<CommitResult> {
    const copy = structuredClone(unit);
    const result = this.#lastCommit.then(async () => {
      await this.#faults.commitTurn();
      return this.#write(() => commitUnit(this.#database, this.#brokenAt, copy));
    });
    this.#lastCommit = result;
    return result;
  }

  park(claim: ClaimRef, event: RunEvent, state: RunState): Promise<ParkResult> {
    return this.#write((): ParkResult => {
      const run = this.#database.run(claim.runId);
      if (!holds(run, claim) || run.events.length !== event.seq - 1) return { kind: 'fenced' };
      const signals = openSignals(run);
      if (signals.length > 0) return { kind: 'signals', signals };
      run.events.push(event);
      run.phase = 'parked';
      run.idleClaims = 0;
      run.snapshot = structuredClone(state);
      return { kind: 'parked' };
    });
  }

  handOver(claim: ClaimRef): Promise<void> {
    return this.#write(() => {
      const run = this.#database.run(claim.runId);
      if (!holds(run, claim)) return;
      run.idleClaims = 0;
      this.#database.enqueueNext(claim.runId, run);
    });
  }

  saveSnapshot(claim: ClaimRef, state: RunState): Promise<void> {
    return this.#write(() => {
      const run = this.#database.run(claim.runId);
      if (run.epoch === claim.epoch && state.seq > (run.snapshot?.seq ?? 0)) run.snapshot = structuredClone(state);
    });
  }

  expireApproval(claim: ClaimRef, approvalId: string): Promise<string | null> {
    return this.#write(() => {
      const run = this.#database.run(claim.runId);
      const approval = run.epoch === claim.epoch ? run.approvals.get(approvalId) : undefined;
      if (approval?.status === 'pending') approval.status = 'expired';
      return approval?.status ?? null;
    });
  }

  async values(refs: string[]): Promise<Map<string, Json>> {
    return new Map(refs.map((ref) => [ref, structuredClone(this.#database.artifacts.get(ref) ?? null)]));
  }

  async appendDelta(): Promise<void> {
    // Streaming text is not journaled.
  }

  async #write<T>(work: () => T): Promise<T> {
    await this.#faults.boundary();
    const result = work();
    await this.#faults.boundary();
    return result;
  }
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
  const open = [...run.signals.values()].filter((signal) => !signal.consumed);
  return structuredClone(open.map(({ key, payload }) => ({ key, payload })));
}

function commitUnit(database: MemoryDatabase, brokenAt: Map<string, number>, unit: Unit): CommitResult {
  const run = database.run(unit.runId);
  const broken = brokenAt.get(unit.runId);
  if (broken !== undefined && broken !== unit.expectedSeq) return { kind: 'dropped' };
  brokenAt.delete(unit.runId);
  if (run.epoch !== unit.epoch || run.phase === 'final' || run.events.length !== unit.expectedSeq) {
    return { kind: 'fenced' };
  }
  const decided = unit.withdrawnApprovals.some((id) => (run.approvals.get(id)?.status ?? 'pending') !== 'pending');
  if (decided && !unit.withdrawAnyway) {
    brokenAt.set(unit.runId, unit.expectedSeq);
    return { kind: 'overtaken' };
  }
  writeRows(database, run, unit);
  return { kind: 'committed' };
}

function writeRows(database: MemoryDatabase, run: MemoryRun, unit: Unit): void {
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
