import type { EventOf, RunEventBody, RunEventHead, Usage } from './events.ts';
import { nodeOf } from './graph.ts';
import type { RunGraph } from './graph.ts';
import { closeItems, removeDue, scopeOf, settle } from './fold-scope.ts';
import { parseKey } from './keys.ts';
import type { Execution, ExecutionBase, RunState, Span } from './state.ts';
import { isExecuting, isFinalNodeStatus } from './state.ts';

/** How the life of one execution changes. Part of `reduce`: entries are replaced, never mutated. */

type Folded<Type extends RunEventBody['type']> = EventOf<Type> & RunEventHead;
type EndEvent = Folded<'node.succeeded' | 'node.failed' | 'node.skipped' | 'node.cancelled'>;

/** The execution of a key; a first one when nothing has happened to it yet. */
function baseOf(state: RunState, key: string): ExecutionBase {
  const known = state.executions[key];
  if (!known) {
    return { key, ...parseKey(key), attempt: 0, took: [], spans: [], retries: [], steps: [] };
  }
  return {
    key,
    nodeId: known.nodeId,
    scope: known.scope,
    iteration: known.iteration,
    attempt: known.attempt,
    took: known.took,
    spans: known.spans,
    retries: known.retries,
    steps: known.steps,
    ...(known.idempotencyKey !== undefined && { idempotencyKey: known.idempotencyKey }),
    ...(known.config !== undefined && { config: known.config }),
    ...(known.startedAt !== undefined && { startedAt: known.startedAt }),
    ...(known.usage !== undefined && { usage: known.usage }),
    ...(known.approvalId !== undefined && { approvalId: known.approvalId }),
    ...(known.votes !== undefined && { votes: known.votes }),
    ...(known.resolved !== undefined && { resolved: known.resolved }),
  };
}

/** Keeps the counters that say whether anything still moves. */
function put(state: RunState, execution: Execution): void {
  count(state, state.executions[execution.key], -1);
  count(state, execution, 1);
  state.executions[execution.key] = execution;
  scopeOf(state, execution.scope).current[execution.nodeId] = execution.key;
}

function count(state: RunState, execution: Execution | undefined, by: 1 | -1): void {
  if (execution?.status === 'waiting') state.waiting += by;
  if (execution && isExecuting(state, execution)) state.running += by;
}

function spansAfter(spans: Span[], kind: Span['kind'] | null, at: string): Span[] {
  const last = spans.at(-1);
  const closed = last && last.to === undefined ? [...spans.slice(0, -1), { ...last, to: at }] : spans;
  return kind === null ? closed : [...closed, { kind, from: at }];
}

export function foldQueued(state: RunState, event: Folded<'node.queued'>): void {
  const base = baseOf(state, event.key);
  const scope = scopeOf(state, base.scope);
  put(state, { ...base, spans: spansAfter(base.spans, 'queued', event.at), status: 'queued' });
  removeDue(state.agenda.ready, scope, base.nodeId);
  state.agenda.queued.push({ scope: base.scope, nodeId: base.nodeId });
}

export function foldStarted(graph: RunGraph, state: RunState, event: Folded<'node.started'>): void {
  const base = baseOf(state, event.key);
  if (base.attempt > 0 || hasEnded(state, event.key)) throw new Error(`"${event.key}" was started before`);
  leaveAgenda(graph, state, base);
  state.nodeRuns += 1;
  put(state, {
    ...base,
    attempt: event.attempt,
    idempotencyKey: event.idempotencyKey,
    took: event.took,
    config: event.config,
    startedAt: event.at,
    spans: spansAfter(base.spans, 'running', event.at),
    status: 'running',
  });
}

export function foldResumed(state: RunState, event: Folded<'node.resumed'>): void {
  const base = baseOf(state, event.key);
  put(state, {
    ...base,
    attempt: event.attempt,
    spans: spansAfter(base.spans, 'running', event.at),
    status: 'running',
  });
}

export function foldRetrying(state: RunState, event: Folded<'node.retrying'>): void {
  const base = baseOf(state, event.key);
  put(state, {
    ...base,
    // From here on the failed attempt is no longer the current one: its late outcome is refused.
    attempt: event.attempt,
    retries: [...base.retries, { attempt: base.attempt, error: event.error, at: event.at }],
    spans: spansAfter(base.spans, 'retrying', event.at),
    status: 'waiting',
    reason: 'retry',
    dueAt: event.dueAt,
  });
}

export function foldWaiting(state: RunState, event: Folded<'node.waiting'>): void {
  const base = baseOf(state, event.key);
  put(state, {
    ...base,
    spans: spansAfter(base.spans, 'waiting', event.at),
    status: 'waiting',
    reason: event.reason,
    ...(event.dueAt !== undefined && { dueAt: event.dueAt }),
    ...(event.approvalId !== undefined && { approvalId: event.approvalId }),
    ...(event.error !== undefined && { error: event.error }),
  });
}

/** The gate waits on: only the count of its approvals changes. */
export function foldVoted(state: RunState, { key, n, approvedBy, required }: Folded<'approval.voted'>): void {
  const execution = state.executions[key];
  if (execution) state.executions[key] = { ...execution, votes: { n, approvedBy, required } };
}

/** For people: the node goes on with the event that follows. */
export function foldResolved(state: RunState, { key, by, how, reason, at }: Folded<'node.resolved'>): void {
  const execution = state.executions[key];
  if (execution) state.executions[key] = { ...execution, resolved: { by, how, reason, at } };
}

export function foldStep(state: RunState, event: Folded<'agent.step'>): void {
  const execution = state.executions[event.key];
  if (!execution) return;
  const { seq: _seq, v: _v, ...step } = event;
  state.executions[event.key] = {
    ...execution,
    steps: [...execution.steps, step],
    usage: addUsage(execution.usage, event.usage),
  };
  state.usage = addUsage(state.usage, event.usage);
}

/** An execution ends: its edges resolve, or its scope fails. */
export function foldEnd(graph: RunGraph, state: RunState, event: EndEvent): void {
  const base = baseOf(state, event.key);
  const scope = scopeOf(state, base.scope);
  const node = nodeOf(graph, base.nodeId);
  // Rather a run that fails with this than one that ends a node for ever.
  if (hasEnded(state, event.key)) throw new Error(`${event.type}: "${event.key}" has ended before`);
  leaveAgenda(graph, state, base);
  scope.undecided -= 1;
  put(state, { ...endBase(state, base, event), ...outcomeOf(event) });
  if (state.maps[event.key]) closeItems(state, event.key);
  if (event.type === 'node.failed' && !event.handled) {
    state.agenda.failures.push({ scope: scope.path, key: event.key, error: event.error });
  } else if (event.type !== 'node.cancelled' || event.reason === 'cancel_others') {
    // Cancelled for any other reason: the loop or the end of the scope that follows decides about the edges.
    if (node.kind === 'end' && event.type === 'node.succeeded') state.firstEnd ??= event.key;
    settle(graph, state, scope, node, firedBy(event));
  }
}

function endBase(state: RunState, base: ExecutionBase, event: EndEvent): ExecutionBase {
  const spans = spansAfter(base.spans, null, event.at);
  if (event.type === 'node.skipped' || event.type === 'node.cancelled') return { ...base, spans, endedAt: event.at };
  const { usage = base.usage } = event;
  // An outcome reports the total of its execution, and the steps in it were counted when they were journaled.
  if (event.usage) state.usage = addUsage(state.usage, usageBeyond(base.usage, event.usage));
  return {
    ...base,
    attempt: event.attempt,
    spans,
    endedAt: event.at,
    ...(usage && { usage }),
  };
}

type Ended = Extract<Execution, { status: 'succeeded' | 'failed' | 'skipped' | 'cancelled' }>;
type OutcomeFields = Ended extends infer E ? (E extends Ended ? Omit<E, keyof ExecutionBase> : never) : never;

function outcomeOf(event: EndEvent): OutcomeFields {
  switch (event.type) {
    case 'node.succeeded':
      return { status: 'succeeded', output: event.output, port: event.port };
    case 'node.failed': {
      const { error, handled, port, fallback } = event;
      return {
        status: 'failed',
        error,
        handled,
        ...(port !== undefined && { port }),
        ...(fallback !== undefined && { fallback }),
      };
    }
    case 'node.skipped':
      return {
        status: 'skipped',
        reason: event.reason,
        ...(event.fallback !== undefined && { fallback: event.fallback }),
      };
    case 'node.cancelled':
      return { status: 'cancelled', reason: event.reason };
  }
}

function firedBy(event: EndEvent): string | null {
  if (event.type === 'node.succeeded') return event.port;
  if (event.type === 'node.failed') return event.port ?? null;
  return event.type === 'node.skipped' && event.reason === 'disabled' ? 'out' : null;
}

function hasEnded(state: RunState, key: string): boolean {
  const execution = state.executions[key];
  return execution !== undefined && isFinalNodeStatus(execution.status);
}

/** Takes an execution off everything that is due for it. */
export function leaveAgenda(
  graph: RunGraph,
  state: RunState,
  { scope: path, nodeId, key }: Pick<ExecutionBase, 'scope' | 'nodeId' | 'key'>,
): void {
  const scope = scopeOf(state, path);
  const { agenda } = state;
  const known = state.executions[key];
  if (known && known.status !== 'queued') return;
  removeDue(known ? agenda.queued : agenda.ready, scope, nodeId);
  removeDue(agenda.skips, scope, nodeId);
  if (nodeOf(graph, nodeId).join) removeDue(agenda.joins, scope, nodeId);
}

function usageBeyond(counted: Usage | undefined, total: Usage): Usage {
  if (!counted) return total;
  return {
    inputTokens: Math.max(0, total.inputTokens - counted.inputTokens),
    outputTokens: Math.max(0, total.outputTokens - counted.outputTokens),
    costUsd: total.costUsd === null || counted.costUsd === null ? null : Math.max(0, total.costUsd - counted.costUsd),
  };
}

function addUsage(a: Usage | undefined, b: Usage): Usage {
  if (!a) return b;
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    // One unknown price makes the sum unknown: better "–" than too little.
    costUsd: a.costUsd === null || b.costUsd === null ? null : a.costUsd + b.costUsd,
  };
}
