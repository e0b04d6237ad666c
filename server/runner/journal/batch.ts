import type { RunEvent } from '#core/run/events.ts';
import type { NodeRunRow, TimerRow, Unit } from '../journal-store.ts';

/** What one statement writes for one run: consecutive units, as if they had been one. */
export interface RunBatch {
  runId: string;
  epoch: number;
  expectedSeq: number;
  lastSeq: number;
  units: Unit[];
}

/** Units by run. They must be in order within each run. */
export function groupByRun(units: readonly Unit[]): RunBatch[] {
  const byRun = new Map<string, RunBatch>();
  for (const unit of units) {
    const { runId, epoch, expectedSeq } = unit;
    const batch = byRun.get(runId) ?? { runId, epoch, expectedSeq, lastSeq: expectedSeq, units: [] };
    byRun.set(runId, batch);
    batch.units.push(unit);
    batch.lastSeq = expectedSeq + unit.events.length;
  }
  return [...byRun.values()];
}

/** The rows of the batches as JSON texts, one a table. Null: no rows. */
export interface BatchRows {
  runs: string;
  events: string;
  nodeRuns: string;
  /** Rows that most commits do not have. */
  rare: string[] | null;
}

export function batchRows(batches: readonly RunBatch[]): BatchRows {
  const merged = batches.map(mergeRows);
  const list = <Row extends object>(rows: (each: MergedRows) => readonly Row[]): string =>
    JSON.stringify(merged.flatMap((each) => rows(each).map((row) => ({ run_id: each.runId, ...row }))));
  const rare = merged.some(hasRareRows);
  return {
    runs: JSON.stringify(merged.map((each) => each.run)),
    events: list((each) => each.events),
    nodeRuns: list((each) => each.nodeRuns),
    rare: rare
      ? [
          list((each) => each.artifacts),
          list((each) => each.timers),
          list((each) => each.timersGone),
          list((each) => each.approvals),
          list((each) => each.withdrawn),
          list((each) => each.consumed),
          list((each) => each.deltasGone),
        ]
      : null,
  };
}

interface MergedRows {
  runId: string;
  run: object;
  events: object[];
  nodeRuns: object[];
  artifacts: object[];
  timers: object[];
  timersGone: { key: string }[];
  approvals: object[];
  withdrawn: { id: string }[];
  consumed: { key: string }[];
  deltasGone: { key: string }[];
  isFinal: boolean;
}

function hasRareRows(rows: MergedRows): boolean {
  const { artifacts, timers, timersGone, approvals, withdrawn, consumed, deltasGone } = rows;
  const lists = [artifacts, timers, timersGone, approvals, withdrawn, consumed, deltasGone];
  return rows.isFinal || lists.some((list) => list.length > 0);
}

/** Later units win; what one inserts and a later one removes is never written, as one statement sees no own rows. */
function mergeRows({ runId, epoch, expectedSeq, lastSeq, units }: RunBatch): MergedRows {
  const nodeRuns = new Map<string, NodeRunRow>();
  const timers = new Map<string, TimerRow>();
  const timersGone = new Set<string>();
  for (const unit of units) {
    for (const row of unit.nodeRuns) nodeRuns.set(row.key, row);
    for (const key of unit.timersGone) {
      timersGone.add(key);
      timers.delete(key);
    }
    for (const row of unit.timers) timers.set(row.key, row);
  }
  const last = units.at(-1);
  const isFinal = last?.run.phase === 'final';
  const withdrawn = new Set(units.flatMap((unit) => unit.withdrawnApprovals));
  const requested = units.flatMap((unit) => unit.approvals);
  return {
    runId,
    isFinal,
    run: { id: runId, epoch, expected: expectedSeq, last_seq: lastSeq, ...runColumns(units) },
    events: units.flatMap((unit) => unit.events.map(eventColumns)),
    nodeRuns: [...nodeRuns.values()].map(nodeRunColumns),
    artifacts: units.flatMap((unit) => unit.artifacts),
    timers: isFinal ? [] : [...timers.values()].map(({ key, attempt, dueAt }) => ({ key, attempt, due_at: dueAt })),
    timersGone: [...timersGone].map((key) => ({ key })),
    approvals: requested.map(({ nodeId, payloadHash, dueAt, ...row }) => ({
      ...row,
      node_id: nodeId,
      payload_hash: payloadHash,
      due_at: dueAt,
      status: withdrawn.has(row.id) ? 'withdrawn' : 'pending',
    })),
    withdrawn: [...withdrawn].map((id) => ({ id })),
    consumed: units.flatMap((unit) => unit.consumedSignals.map((key) => ({ key }))),
    deltasGone: [...new Set(units.flatMap((unit) => unit.deltasGone))].map((key) => ({ key })),
  };
}

function runColumns(units: readonly Unit[]): object {
  const run = units.at(-1)?.run;
  if (!run) return {};
  return {
    status: run.status,
    phase: run.phase,
    started_at: run.startedAt,
    ended_at: run.endedAt,
    output: run.output,
    error: run.error,
    input_tokens: run.inputTokens,
    output_tokens: run.outputTokens,
    cost_usd: run.costUsd,
    progress: units.some((unit) => unit.run.progress),
  };
}

/** An event as the columns of `run_event`. */
export function eventColumns(event: RunEvent): object {
  const { seq, at, v, type, ...body } = event;
  return { seq, at, v, type, key: 'key' in body ? body.key : undefined, body };
}

function nodeRunColumns({ nodeId, startedAt, endedAt, ...row }: NodeRunRow): object {
  return { ...row, node_id: nodeId, started_at: startedAt, ended_at: endedAt };
}

/** Bytes of a unit in the statement, roughly: it is only a bound. */
export function unitBytes(unit: Unit): number {
  return JSON.stringify(unit.events).length + unit.artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0);
}
