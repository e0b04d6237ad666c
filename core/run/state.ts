import type { Json, Stored } from '../json.ts';
import type { EventOf, RunError, Usage, WaitReason } from './events.ts';

/**
 * The fold of a run's journal, plain JSON so that it can be a snapshot.
 * Values that the scheduler derives live here too (edge resolution, loop counts): `reduce` is their only writer.
 */
export type RunStatus = 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
export type NodeStatus =
  | 'pending'
  | 'queued'
  | 'running'
  | 'waiting'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'cancelled';

export const FINAL_RUN_STATUSES = ['succeeded', 'failed', 'cancelled'] as const satisfies RunStatus[];
export function isFinalRunStatus(status: RunStatus): boolean {
  return (FINAL_RUN_STATUSES as readonly RunStatus[]).includes(status);
}
export function isFinalNodeStatus(status: NodeStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'skipped' || status === 'cancelled';
}

/** A stretch of one execution's time, for the timeline. `to` is absent while it lasts. Times are ISO strings. */
export interface Span {
  kind: 'queued' | 'running' | 'waiting' | 'retrying';
  from: string;
  to?: string;
}

/** What every execution has, whatever its status. One execution = one key = one iteration of a node in a scope. */
export interface ExecutionBase {
  key: string;
  nodeId: string;
  /** `` at the top, else `map[2]`, `outer[1].inner[0]`. */
  scope: string;
  iteration: number;
  /** 0 until it started. */
  attempt: number;
  idempotencyKey?: string;
  took: string[];
  config?: Stored;
  /** Of the first attempt. */
  startedAt?: string;
  endedAt?: string;
  spans: Span[];
  /** Errors of attempts that were followed by another one. */
  retries: { attempt: number; error: RunError; at: string }[];
  steps: (EventOf<'agent.step'> & { at: string })[];
  usage?: Usage;
  /** It ended in the run that this one goes on from. */
  carried?: true;
  /** A gate's approval: set when it is requested, kept after the decision. */
  approvalId?: string;
  /** The last vote on a gate that needs several people: who approved what is asked now, and of how many. */
  votes?: Pick<EventOf<'approval.voted'>, 'n' | 'approvedBy' | 'required'>;
  /** What a person said had become of it when nobody else knew. */
  resolved?: Pick<EventOf<'node.resolved'>, 'by' | 'how' | 'reason'> & { at: string };
}

export type Execution = ExecutionBase &
  (
    | { status: 'queued' }
    | { status: 'running' }
    | { status: 'waiting'; reason: WaitReason | 'retry'; dueAt?: string; error?: RunError }
    | { status: 'succeeded'; output: Stored; port: string | null }
    | { status: 'failed'; error: RunError; handled: boolean; port?: string; fallback?: Json }
    | { status: 'skipped'; reason: EventOf<'node.skipped'>['reason']; fallback?: Json }
    | { status: 'cancelled'; reason: EventOf<'node.cancelled'>['reason'] }
  );

/** The run itself (path ``) or one item of a map (path `map[2]`). */
export interface Scope {
  path: string;
  /** The execution key of the map and the item's index; absent at the top. */
  item?: { map: string; index: number };
  status: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** node id -> key of its execution in the current iteration. Absent: still pending. */
  current: Record<string, string>;
  /** node id -> current iteration. Absent: 1. */
  iterations: Record<string, number>;
  /** edge id -> resolution. Absent: open (or held by its loop). */
  edges: Record<string, 'taken' | 'not_taken'>;
  /** loop edge id -> how often it was taken since the enclosing loop last reset it. */
  loops: Record<string, number>;
  /** Nodes of this level that have not ended in their current iteration; 0 ends the scope. */
  undecided: number;
  /**
   * node id -> its incoming edges in numbers, kept so that an edge costs O(1) however many others meet at the node.
   * Absent: not counted yet. `settled`: it became ready, skipped or out of reach, later edges change nothing.
   */
  inputs: Record<string, { open: number; taken: number; settled: boolean }>;
  /** node id -> taken edges in journal order: of any/quorum joins, and the loop edge of a target that starts again. */
  arrivals: Record<string, string[]>;
}

export interface PendingNode {
  scope: string;
  nodeId: string;
}

/**
 * What the last event made due, filled and emptied by `reduce` so that `schedule` never has to search the graph.
 * Arrays, not records: a snapshot in `jsonb` keeps the order of arrays only.
 */
export interface Agenda {
  /** Scopes that must fail, with the execution to blame. */
  failures: { scope: string; key: string; error: RunError }[];
  /** Maps that an item failed (`onItemError: fail`). */
  mapFailures: { key: string; index: number; error: RunError }[];
  /** Loop edges whose port fired below `max`. */
  loops: { scope: string; edge: string }[];
  /** Ready joins that cancel others, in document order. */
  joins: PendingNode[];
  /** Nodes that end without being started, in document order. */
  skips: (PendingNode & { why: 'not_taken' | 'unreachable' | 'disabled' | 'unmet' })[];
  /** Item scopes in which every node has ended. */
  items: string[];
  /** Maps whose items have all ended. */
  maps: string[];
  /** Ready and held back (`node.queued`); they start before the newly ready ones. */
  queued: PendingNode[];
  ready: PendingNode[];
}

/** One map execution after `map.expanded`. The execution stays `running` until its items are done; no executor holds it. */
export interface MapState {
  key: string;
  items: Stored;
  count: number;
  /** index -> how the item ended. */
  completed: Record<number, { status: 'succeeded' | 'failed' | 'cancelled'; error?: RunError }>;
  /** Items opened so far: they are opened in index order. */
  opened: number;
  /** Size of `completed`. */
  done: number;
}

export interface RunState {
  v: 1;
  /** `seq` and `at` of the last folded event; 0 and '' before the first. */
  seq: number;
  at: string;
  status: RunStatus;
  created?: EventOf<'run.created'>;
  createdAt?: string;
  startedAt?: string;
  endedAt?: string;
  output?: Stored;
  error?: RunError;
  cancelledBy?: EventOf<'run.cancelled'>['by'];
  usage: Usage;
  /** Counts `node.started`, for the bound on node executions. */
  nodeRuns: number;
  /** In order of appearance. */
  executions: Record<string, Execution>;
  scopes: Record<string, Scope>;
  maps: Record<string, MapState>;
  /** Signals that came early, by signal key. */
  keptSignals: Record<string, Json>;
  agenda: Agenda;
  /** Executions that an executor holds; an expanded map is not one of them. */
  running: number;
  /** Executions that wait: gates, timers, retries. */
  waiting: number;
  /** Key of the first `end` that succeeded: its output becomes the run's. */
  firstEnd?: string;
}

/** Whether an executor holds the execution, or has to: a map that was expanded runs by its items alone. */
export function isExecuting(state: RunState, { status, key }: Execution): boolean {
  return status === 'running' && !state.maps[key];
}
