import type { Json, JsonObject, Stored } from '#core/json.ts';
import type { RunError, RunEvent } from '#core/run/events.ts';
import type { RunState, RunStatus } from '#core/run/state.ts';
import type { RunSignal } from './signal-payload.ts';

/**
 * The journal as the segment loop needs it. Two implementations pass one conformance suite: PostgreSQL
 * (`journal/pg-store.ts`) and memory (`simulator/memory-store.ts`), where a process can crash at every write.
 */
export interface JournalStore {
  /** Takes the run's fencing token. `alone`: this process runs nothing else now. */
  claim(runId: string, segment: number, alone: boolean): Promise<ClaimResult>;
  /**
   * Takes the token from whoever has it, to end a run that does not end by itself. With an `epoch`: only from that
   * claim. Null when the run is over or the claim is no longer the newest.
   */
  seize(runId: string, epoch: number | null): Promise<Claim | null>;
  load(runId: string): Promise<{ snapshot: RunState | null; tail: RunEvent[] }>;
  /** What the run was told and has not folded yet, oldest first. */
  signals(runId: string): Promise<RunSignal[]>;
  /**
   * Writes one unit, all or nothing. Units of a run are written in the order of the calls, and one that fails makes
   * those after it `dropped`. Rejects only when the database is of no use (a bug, or closed).
   */
  commit(unit: Unit): Promise<CommitResult>;
  /** Ends the run's claim while it waits, unless a signal is there. Writes the event and the snapshot. */
  park(claim: ClaimRef, event: RunEvent, state: RunState): Promise<ParkResult>;
  /** Gives the run to whoever takes its next segment. Nothing happens when the claim is no longer the newest. */
  handOver(claim: ClaimRef): Promise<void>;
  /** Saves a fold as a cache; it must be of committed events. */
  saveSnapshot(claim: ClaimRef, state: RunState): Promise<void>;
  /** Ends an approval as expired if nobody decided; answers how it stands then. Null: fenced, or no such approval. */
  expireApproval(claim: ClaimRef, approvalId: string): Promise<string | null>;
  /** The values behind references. */
  values(refs: string[]): Promise<Map<string, Json>>;
  /** Appends streaming text, best effort. Resolves when it is written or given up. */
  appendDelta(claim: ClaimRef, delta: Delta): Promise<void>;
}

export interface ClaimRef {
  runId: string;
  epoch: number;
}

export interface Claim extends ClaimRef {
  workspaceId: string;
  graphHash: string;
  lastSeq: number;
  /** Claims without a commit, this one included: above 1, earlier ones ended with their process. */
  idleClaims: number;
}

export type ClaimResult =
  | { kind: 'claimed'; claim: Claim }
  /** It may be what kills its process: claim it again when nothing else runs here. */
  | { kind: 'suspect' }
  /** Over, parked, or another segment's turn. */
  | { kind: 'gone' };

export type CommitResult =
  | { kind: 'committed' }
  /** Somebody else holds the run, or it is over. */
  | { kind: 'fenced' }
  /** The database cannot hold this data. */
  | { kind: 'refused'; reason: string }
  /** A gate it withdraws was decided meanwhile: the decision comes first. */
  | { kind: 'overtaken' }
  /** An earlier unit of the run failed. */
  | { kind: 'dropped' };

export type ParkResult = { kind: 'parked' } | { kind: 'fenced' } | { kind: 'signals'; signals: RunSignal[] };

export interface Delta {
  key: string;
  attempt: number;
  /** Characters before this piece. */
  offset: number;
  text: string;
}

/** What one commit writes: events, and the rows that follow from them. */
export interface Unit extends ClaimRef {
  /** The run's last event before this unit. */
  expectedSeq: number;
  events: RunEvent[];
  run: RunRow;
  nodeRuns: NodeRunRow[];
  artifacts: ArtifactRow[];
  timers: TimerRow[];
  /** Executions whose timers are done. */
  timersGone: string[];
  approvals: ApprovalRow[];
  withdrawnApprovals: string[];
  /** Withdraw them even if they were decided: the decision had its turn. */
  withdrawAnyway: boolean;
  consumedSignals: string[];
  /** Executions whose streaming text is done. */
  deltasGone: string[];
}

/** The run's projection after the unit. */
export interface RunRow {
  status: RunStatus;
  phase: 'active' | 'final';
  startedAt: string | null;
  endedAt: string | null;
  output: Stored | null;
  error: RunError | null;
  /** Null counts: as they are. */
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
  /** Whether the unit shows that the run gets on: recovering alone does not, or poison would never be noticed. */
  progress: boolean;
}

export interface NodeRunRow {
  key: string;
  nodeId: string;
  status: string;
  attempt: number;
  startedAt: string | null;
  endedAt: string | null;
  output: Stored | null;
  error: RunError | null;
  usage: JsonObject | null;
}

export interface ArtifactRow {
  id: string;
  bytes: number;
  value: Json;
}

export interface TimerRow {
  key: string;
  attempt: number;
  dueAt: string;
}

export interface ApprovalRow {
  id: string;
  key: string;
  nodeId: string;
  title: string;
  message: string;
  editable: JsonObject;
  roles: string[];
  users: string[];
  required: number;
  payloadHash: string;
  dueAt: string | null;
}
