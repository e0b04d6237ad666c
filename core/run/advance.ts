import { ExpressionError } from '../expr/expression-error.ts';
import { renderConfig } from '../expr/render-config.ts';
import { isJsonObject } from '../json.ts';
import type { Json, ResolveStored, Stored } from '../json.ts';
import { collectOutput } from './collect.ts';
import { exprScope } from './context.ts';
import type { EventOf, RunError, RunEvent, RunEventBody } from './events.ts';
import { checkedSuccess, finalFailure } from './failure.ts';
import { nodeOf } from './graph.ts';
import type { RunGraph } from './graph.ts';
import { parseKey } from './keys.ts';
import { launchOf } from './launch.ts';
import type { Launch } from './launch.ts';
import { applyEvent } from './reduce.ts';
import { cancelRun, schedule } from './schedule.ts';
import type { Decision, Ready } from './schedule.ts';
import type { RunState } from './state.ts';
import { isExecuting, isFinalNodeStatus, isFinalRunStatus } from './state.ts';
import { UnstorableError } from './unstorable-error.ts';

export interface AdvanceIo {
  runId: string;
  /** The first run of a chain of redrives, for idempotency keys. */
  firstRunId: string;
  /** Time of the next event, ISO; never before the previous one. */
  at(): string;
  /** Must know every reference of `neededRefs`. */
  resolve: ResolveStored;
  /**
   * How the journal will hold a value. What is folded is this, so a crash changes no value. Throws UnstorableError for
   * one that it cannot hold: then the node fails whose value it is.
   */
  store(value: Json): Stored;
  /** How many more executors may be started now; the rest is queued. */
  capacity: number;
}

/** One atomic unit of the journal: an outcome, its consequences and the starts. */
export interface Advance {
  events: RunEvent[];
  /** Executors to begin once the unit is committed (or before, where `onCrash` is `rerun`). */
  launches: Launch[];
  /** Cancelled executions: abort their executors, delete their timers, withdraw their gates. */
  released: string[];
  final: boolean;
  /** Nothing runs, only waits are left: the run may be parked. */
  idle: boolean;
}

interface Unit {
  graph: RunGraph;
  state: RunState;
  io: AdvanceIo;
  events: RunEvent[];
  room: number;
  /** What pinned nodes put out, by node: each item of a map puts out the same, which is kept once. */
  pins: Map<string, Stored>;
}

/**
 * Folds `bodies` one by one into the owned `state`, after each everything that follows from it, and starts what is
 * ready. A body that is no longer current (late, for a cancelled or reset execution, after the end) is passed over.
 * `run.failed` and `run.cancelled` first cancel all that runs or waits. Call it with no bodies to use new capacity.
 */
export function advance(graph: RunGraph, state: RunState, bodies: RunEventBody[], io: AdvanceIo): Advance {
  const unit: Unit = { graph, state, io, events: [], room: io.capacity, pins: new Map() };
  for (const body of bodies) {
    if (!isCurrent(state, body)) continue;
    for (const event of withEndOfRun(graph, state, body)) append(unit, event);
    settleAll(unit);
  }
  if (bodies.length === 0) settleAll(unit);
  const next = isFinalRunStatus(state.status) ? null : schedule(graph, state, 0);
  return {
    events: unit.events,
    launches: launchesOf(unit),
    released: unit.events.flatMap((event) => (event.type === 'node.cancelled' ? [event.key] : [])),
    final: next === null,
    idle: next?.do === 'idle' && next.waiting,
  };
}

/**
 * Whether an event may still be folded: the run is not over, and an outcome, timer or decision is for the execution
 * and attempt that is current. What is late is refused, never folded.
 */
export function isCurrent(state: RunState, body: RunEventBody): boolean {
  if (isFinalRunStatus(state.status)) return false;
  if (!('key' in body) || body.key === undefined || body.type === 'signal.kept' || body.type === 'run.failed') {
    return true;
  }
  const execution = state.executions[body.key];
  if (!execution || isFinalNodeStatus(execution.status)) return false;
  // Once a map is expanded its executor has no more say, however often it ran.
  if (execution.status === 'running' && !isExecuting(state, execution)) return false;
  if (!('attempt' in body) || body.type === 'node.resumed') return true;
  return execution.attempt === (body.type === 'node.retrying' ? body.attempt - 1 : body.attempt);
}

function withEndOfRun(graph: RunGraph, state: RunState, body: RunEventBody): RunEventBody[] {
  if (body.type === 'run.failed') return [...cancelRun(graph, state, 'run_failed'), body];
  if (body.type === 'run.cancelled') return [...cancelRun(graph, state, 'run_cancelled'), body];
  return [body.type === 'node.succeeded' ? checkedSuccess(graph, body) : body];
}

/** Folds consequences until nothing follows, starts what is ready, and goes on while a start fails. */
function settleAll(unit: Unit): void {
  for (;;) {
    const decision = schedule(unit.graph, unit.state, unit.room);
    if (decision.do === 'idle') return;
    if (decision.do === 'append') for (const body of decision.events) append(unit, body);
    else if (decision.do === 'collect') append(unit, collectEvent(unit, decision));
    else startAll(unit, decision);
  }
}

function startAll(unit: Unit, { ready, held }: Extract<Decision, { do: 'start' }>): void {
  for (const node of ready) {
    const body = startEvent(unit, node);
    append(unit, body);
    // An outcome: what follows from it comes before the next start.
    if (body.type === 'node.failed') return;
    const pinned = pinnedOutcome(unit, node);
    if (pinned) return append(unit, pinned);
    unit.room -= 1;
  }
  for (const node of held) append(unit, { type: 'node.queued', key: node.key });
}

function collectEvent(
  { graph, state, io }: Unit,
  decision: Extract<Decision, { do: 'collect' }>,
): EventOf<'node.succeeded' | 'node.failed'> {
  try {
    return checkedSuccess(graph, collectOutput(graph, state, decision, io));
  } catch (error) {
    const failure = outputFailure(error);
    const { key } = decision;
    return finalFailure(nodeOf(graph, parseKey(key).nodeId), key, state.executions[key]?.attempt ?? 0, failure);
  }
}

/**
 * How a node with a pinned output ends: in the unit that starts it, so no executor ever hears of it and no crash can
 * come between. Null without a pin.
 */
function pinnedOutcome(
  { graph, io, pins }: Unit,
  { key, nodeId }: Ready,
): EventOf<'node.succeeded' | 'node.failed'> | null {
  const node = nodeOf(graph, nodeId);
  if (!node.pinned) return null;
  const { output, port = 'out' } = node.pinned;
  if (port === 'error') return finalFailure(node, key, 1, pinnedError(output));
  try {
    const stored = pins.get(nodeId) ?? io.store(output);
    pins.set(nodeId, stored);
    return checkedSuccess(graph, { type: 'node.succeeded', key, attempt: 1, output: stored, port });
  } catch (error) {
    return finalFailure(node, key, 1, outputFailure(error));
  }
}

/** A failure as `nodes.<id>.error` shows it, read back. */
function pinnedError(output: Json): RunError {
  const { code, message } = isJsonObject(output) ? output : {};
  return {
    code: typeof code === 'string' ? code : 'PINNED',
    message: typeof message === 'string' ? message : 'This failure is pinned.',
    retryable: false,
  };
}

function outputFailure(error: unknown): RunError {
  if (!UnstorableError.is(error)) throw error;
  return { code: `OUTPUT_${error.why}`, message: error.message, retryable: false };
}

function startEvent(unit: Unit, ready: Ready): EventOf<'node.started' | 'node.failed'> {
  const { graph, state, io } = unit;
  const node = nodeOf(graph, ready.nodeId);
  try {
    // A pin stands for whatever the settings would have done: they need not even be finished.
    const config = node.pinned
      ? {}
      : renderConfig(node.config, node.sites, exprScope(graph, state, ready, io, io.resolve));
    return {
      type: 'node.started',
      key: ready.key,
      attempt: 1,
      idempotencyKey: `${io.firstRunId}:${ready.key}`,
      took: ready.took,
      config: io.store(config),
    };
  } catch (error) {
    const failure = configFailure(error);
    if (!failure) throw error;
    return finalFailure(node, ready.key, 0, failure);
  }
}

/** Why a node cannot start with what its config became; null for what is a bug of ours. */
function configFailure(error: unknown): RunError | null {
  if (ExpressionError.is(error)) return { code: 'EXPRESSION', message: error.message, retryable: false };
  if (UnstorableError.is(error)) return { code: `CONFIG_${error.why}`, message: error.message, retryable: false };
  return null;
}

function append(unit: Unit, body: RunEventBody): void {
  if (body.type === 'node.cancelled') withdrawGate(unit, body.key);
  const event: RunEvent = { ...body, seq: unit.state.seq + 1, at: unit.io.at(), v: 1 };
  applyEvent(unit.graph, unit.state, event);
  unit.events.push(event);
}

function withdrawGate(unit: Unit, key: string): void {
  const execution = unit.state.executions[key];
  if (execution?.status !== 'waiting' || execution.approvalId === undefined) return;
  append(unit, { type: 'approval.withdrawn', key, approvalId: execution.approvalId });
}

/** Executions that this unit started or resumed and that nothing in it ended again. */
function launchesOf({ graph, state, events }: Unit): Launch[] {
  const keys = new Set(
    events.flatMap((event) => (event.type === 'node.started' || event.type === 'node.resumed' ? [event.key] : [])),
  );
  return [...keys]
    .filter((key) => state.executions[key]?.status === 'running')
    .map((key) => launchOf(graph, state, key));
}
