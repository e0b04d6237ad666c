import type { RunEvent } from '#core/run/events.ts';
import { type Execution, type RunState, isFinalRunStatus } from '#core/run/state.ts';
import type { ApprovalRow, ArtifactRow, ClaimRef, NodeRunRow, RunRow, TimerRow, Unit } from './journal-store.ts';

/** Waits up to this long are kept in the process; longer ones are timer rows, and let the run be parked. */
export const IN_PROCESS_WAIT_MS = 3_000;

export interface UnitParts {
  claim: ClaimRef;
  expectedSeq: number;
  events: RunEvent[];
  artifacts: ArtifactRow[];
  approvals: ApprovalRow[];
  withdrawAnyway: boolean;
  consumedSignals: string[];
  /** Executions that streamed text. */
  streamed: ReadonlySet<string>;
}

/** The rows of one commit. They follow from the events and the state after them. */
export function buildUnit(state: RunState, parts: UnitParts): Unit {
  const { events } = parts;
  const requested = new Set(events.flatMap((event) => (event.type === 'approval.requested' ? [event.approvalId] : [])));
  const touched = new Set(events.flatMap((event) => ('key' in event && event.key ? [event.key] : [])));
  const over = events.filter(endsWait).map((event) => event.key);
  return {
    ...parts.claim,
    expectedSeq: parts.expectedSeq,
    events,
    run: runRow(state, events),
    nodeRuns: [...touched].flatMap((key) => nodeRunRow(state.executions[key])),
    artifacts: events.length > 0 ? parts.artifacts : [],
    timers: events.flatMap((event) => timerRow(state, event)),
    timersGone: over.filter((key) => hasWaited(state.executions[key])),
    approvals: parts.approvals.filter((approval) => requested.has(approval.id)),
    withdrawnApprovals: events.flatMap((event) => (event.type === 'approval.withdrawn' ? [event.approvalId] : [])),
    withdrawAnyway: parts.withdrawAnyway,
    consumedSignals: parts.consumedSignals,
    deltasGone: over.filter((key) => parts.streamed.has(key)),
  };
}

/** The end of a run whose journal cannot be folded: its last event and nothing else. */
export function bareUnit(claim: ClaimRef, event: RunEvent & { type: 'run.failed' | 'run.cancelled' }): Unit {
  return {
    ...claim,
    expectedSeq: event.seq - 1,
    events: [event],
    run: {
      status: event.type === 'run.failed' ? 'failed' : 'cancelled',
      phase: 'final',
      startedAt: null,
      endedAt: event.at,
      output: null,
      error: event.type === 'run.failed' ? event.error : null,
      inputTokens: null,
      outputTokens: null,
      costUsd: null,
      progress: true,
    },
    nodeRuns: [],
    artifacts: [],
    timers: [],
    timersGone: [],
    approvals: [],
    withdrawnApprovals: [],
    withdrawAnyway: false,
    consumedSignals: [],
    deltasGone: [],
  };
}

/** Whether a wait lives in the process that runs the segment. Gates never do: a person takes longer. */
export function isInProcessWait(wait: { reason: string; dueAt?: string | undefined }, sinceIso: string): boolean {
  if (wait.reason === 'approval' || wait.dueAt === undefined) return false;
  return Date.parse(wait.dueAt) - Date.parse(sinceIso) <= IN_PROCESS_WAIT_MS;
}

function runRow(state: RunState, events: readonly RunEvent[]): RunRow {
  return {
    status: state.status,
    phase: isFinalRunStatus(state.status) ? 'final' : 'active',
    startedAt: state.startedAt ?? null,
    endedAt: state.endedAt ?? null,
    output: state.output ?? null,
    error: state.error ?? null,
    inputTokens: state.usage.inputTokens,
    outputTokens: state.usage.outputTokens,
    costUsd: state.usage.costUsd,
    progress: events.some((event) => !TAKEOVER_EVENTS.has(event.type)),
  };
}

/** What a claim writes before it has done anything. */
const TAKEOVER_EVENTS: ReadonlySet<RunEvent['type']> = new Set([
  'run.started',
  'run.resumed',
  'run.recovered',
  'node.resumed',
]);

function nodeRunRow(execution: Execution | undefined): NodeRunRow[] {
  if (!execution) return [];
  return [
    {
      key: execution.key,
      nodeId: execution.nodeId,
      status: execution.status,
      attempt: execution.attempt,
      startedAt: execution.startedAt ?? null,
      endedAt: execution.endedAt ?? null,
      output: execution.status === 'succeeded' ? execution.output : null,
      error: execution.status === 'failed' ? execution.error : null,
      usage: execution.usage ?? null,
    },
  ];
}

function timerRow(state: RunState, event: RunEvent): TimerRow[] {
  switch (event.type) {
    case 'run.started': {
      const timeoutMs = state.created?.limits.timeoutMs ?? null;
      if (timeoutMs === null) return [];
      return [{ key: '', attempt: 1, dueAt: new Date(Date.parse(event.at) + timeoutMs).toISOString() }];
    }
    case 'node.retrying':
      return isInProcessWait({ reason: 'retry', dueAt: event.dueAt }, event.at) ? [] : [timerOf(event)];
    case 'node.waiting':
      if (event.dueAt === undefined || isInProcessWait(event, event.at)) return [];
      return [timerOf({ ...event, dueAt: event.dueAt })];
    default:
      return [];
  }
}

const timerOf = ({ key, attempt, dueAt }: TimerRow): TimerRow => ({ key, attempt, dueAt });

type WaitEnd = RunEvent & { type: 'node.resumed' | 'node.succeeded' | 'node.failed' | 'node.cancelled' };

function endsWait(event: RunEvent): event is WaitEnd {
  return (
    event.type === 'node.resumed' ||
    event.type === 'node.succeeded' ||
    event.type === 'node.failed' ||
    event.type === 'node.cancelled'
  );
}

function hasWaited(execution: Execution | undefined): boolean {
  return execution?.spans.some((span) => span.kind === 'waiting' || span.kind === 'retrying') ?? false;
}
