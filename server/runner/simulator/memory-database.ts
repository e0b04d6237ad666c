import type { Json } from '#core/json.ts';
import type { RunEvent } from '#core/run/events.ts';
import type { RunSignal } from '../signal-payload.ts';

/** A run as the tables would hold it. */
export interface MemoryRun {
  phase: 'queued' | 'active' | 'parked' | 'final';
  segment: number;
  epoch: number;
  idleClaims: number;
  /** Frozen: they are shared by all who read them, and by the copies of the database. */
  events: RunEvent[];
  snapshot: { seq: number; json: string } | null;
  signals: Map<string, RunSignal & { consumed: boolean }>;
  timers: Map<string, { key: string; attempt: number; dueAt: string }>;
  approvals: Map<string, { key: string; status: string }>;
}

/** What outlives processes: the rows, the clock, and what gives out ids. */
export class MemoryDatabase {
  readonly runs = new Map<string, MemoryRun>();
  readonly artifacts = new Map<string, Json>();
  /** Segments in the queue, oldest first. */
  readonly queue: { runId: string; segment: number }[] = [];
  /** Off where the deaths are not the run's doing: it must not be taken for poison. */
  readonly countsClaims: boolean;
  /** Another number after each write: two moments with the same number are the same to whoever starts then. */
  version = 0;
  #now = Date.parse('2026-01-01T00:00:00.000Z');
  #ids = 0;

  constructor(countsClaims = true) {
    this.countsClaims = countsClaims;
  }

  /** Goes on by a millisecond whenever somebody looks. */
  now(): number {
    return this.#now++;
  }

  newId(): string {
    return `id-${this.#ids++}`;
  }

  /** The same rows at the same time, and a future of its own. */
  copy(): MemoryDatabase {
    const copy = new MemoryDatabase(this.countsClaims);
    for (const [id, run] of this.runs) copy.runs.set(id, copyRun(run));
    for (const [id, value] of this.artifacts) copy.artifacts.set(id, value);
    copy.queue.push(...this.queue);
    copy.version = this.version;
    copy.#now = this.#now;
    copy.#ids = this.#ids;
    return copy;
  }

  /** A run as it is started: at once, or to wait for its admission. */
  addRun(runId: string, created: RunEvent, phase: 'queued' | 'active' = 'active'): MemoryRun {
    const run: MemoryRun = {
      phase,
      segment: 1,
      epoch: 0,
      idleClaims: 0,
      events: [frozen(created)],
      snapshot: null,
      signals: new Map(),
      timers: new Map(),
      approvals: new Map(),
    };
    this.runs.set(runId, run);
    this.version += 1;
    if (phase === 'active') this.queue.push({ runId, segment: 1 });
    return run;
  }

  /** As a runner does when there is a place. */
  admit(runId: string): void {
    const run = this.run(runId);
    if (run.phase !== 'queued') return;
    run.phase = 'active';
    this.version += 1;
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
    this.version += 1;
    if (run.phase === 'queued' && signal.payload.kind === 'cancel') {
      const { by, reason } = signal.payload;
      const at = run.events.at(-1)?.at ?? '';
      run.events.push(frozen({ type: 'run.cancelled', by, reason, seq: run.events.length + 1, at, v: 1 }));
      run.phase = 'final';
      run.epoch += 1;
      return 'sent';
    }
    if (run.signals.has(signal.key)) return 'duplicate';
    run.signals.set(signal.key, { ...frozen(signal), consumed: false });
    if (run.phase === 'parked') this.enqueueNext(runId, run);
    return 'sent';
  }

  enqueueNext(runId: string, run: MemoryRun): void {
    run.phase = 'active';
    run.segment += 1;
    this.version += 1;
    this.queue.push({ runId, segment: run.segment });
  }
}

function copyRun(run: MemoryRun): MemoryRun {
  const copyRows = <Row extends object>(rows: Map<string, Row>): Map<string, Row> =>
    new Map([...rows].map(([key, row]) => [key, { ...row }]));
  return {
    ...run,
    events: [...run.events],
    signals: copyRows(run.signals),
    timers: copyRows(run.timers),
    approvals: copyRows(run.approvals),
  };
}

/**
 * Forbids changes instead of copying: what was written is the writer's no more, and what was read is everybody's.
 * Whoever changes it all the same is told so by an error.
 */
export function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}
