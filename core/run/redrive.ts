import { FermataError } from '../errors.ts';
import type { Carried, CarriedExecution, RunEvent } from './events.ts';
import { firedPort } from './fold-scope.ts';
import type { RunGraph, RunLoop, RunNode } from './graph.ts';
import { levelOf, nodeOf } from './graph.ts';
import { parseKey } from './keys.ts';
import { applyEvent, initialState } from './reduce.ts';
import type { Execution, RunState, Scope } from './state.ts';
import { isFinalNodeStatus, isFinalRunStatus } from './state.ts';

/**
 * What a new run takes over from a finished one, so that it goes on from there.
 *
 * Runs again: the node of `from`; every top-level node that did not come to an end that the run could go on from (it
 * failed without being handled, was cancelled with the run, never started, or its loop was exhausted); all that follows
 * from these, along forward edges and along edges that their loops held back; and what a join that runs again had
 * cancelled. A map runs again as a whole or not at all. Everything else is carried.
 *
 * A node that runs again keeps its iteration, so its idempotency key is the one it had. A loop keeps its count, unless
 * something before its target runs again: then it counts anew, and its nodes are back at their first iteration (inside
 * a larger loop that keeps its count they keep theirs, because their earlier keys stand for earlier rounds).
 *
 * @param from key of a top-level execution; null for only what has to run again
 * @throws FermataError CONFLICT when the run is not over; VALIDATION for a `from` that is not the last execution of a
 * top-level node, and for null when nothing has to run again.
 */
export function carryOver(graph: RunGraph, events: readonly RunEvent[], from: string | null): Carried {
  const state = initialState();
  for (const event of events) applyEvent(graph, state, event);
  if (!isFinalRunStatus(state.status)) {
    throw new FermataError('CONFLICT', 'The run has not ended. Stop it, or wait for its end, before running it again.');
  }
  const scope = state.scopes[''];
  // It ended before it started: nothing was done.
  if (!scope) return { executions: [], iterations: {}, loops: {}, reentered: {} };
  const again = runsAgain(graph, state, scope, from);
  const anew = loopsOfTop(graph).filter(
    (loop) => again.has(loop.target) && before(graph, loop.target).some((id) => again.has(id)),
  );
  const restarted = restartedNodes(graph, anew);
  const isCarried = ({ nodeId, key }: Execution): boolean =>
    !restarted.has(nodeId) && !(again.has(nodeId) && scope.current[nodeId] === key);
  return {
    executions: endedInOrder(state, events).filter(isCarried).map(carriedOf),
    iterations: withoutKeys(scope.iterations, (id) => restarted.has(id)),
    loops: withoutKeys(scope.loops, (edge) => anew.some((loop) => loop.edge.id === edge)),
    reentered: reenteredBy(graph, scope, restarted),
  };
}

function runsAgain(graph: RunGraph, state: RunState, scope: Scope, from: string | null): Set<string> {
  const seeds = levelOf(graph, '')
    .filter((node) => !isSettled(state, scope, node))
    .map((node) => node.id);
  if (from !== null) seeds.push(nodeOfFrom(graph, scope, from));
  if (seeds.length === 0) {
    throw new FermataError('VALIDATION', 'Every node of this run ended well. Say from which one it shall run again.');
  }
  const again = new Set<string>();
  for (let id = seeds.pop(); id !== undefined; id = seeds.pop()) {
    if (again.has(id)) continue;
    again.add(id);
    seeds.push(...after(state, scope, nodeOf(graph, id)));
  }
  return again;
}

function nodeOfFrom(graph: RunGraph, scope: Scope, from: string): string {
  const { scope: path, nodeId } = parseKey(from);
  const current = scope.current[nodeId];
  if (path !== '' || (graph.nodes.get(nodeId)?.level ?? '') !== '') {
    throw new FermataError('VALIDATION', `"${from}" is inside a map. A map runs again as a whole: name the map.`);
  }
  if (!graph.nodes.has(nodeId)) throw new FermataError('VALIDATION', `This run has no node "${nodeId}".`);
  if (current !== undefined && current !== from) {
    throw new FermataError('VALIDATION', `"${from}" was followed by "${current}". Only the last round can run again.`);
  }
  return nodeId;
}

/** Whether the run can go on from how the node ended. */
function isSettled(state: RunState, scope: Scope, node: RunNode): boolean {
  const execution = state.executions[scope.current[node.id] ?? ''];
  if (!execution || !isFinalNodeStatus(execution.status)) return false;
  if (execution.status === 'failed' && !execution.handled) return false;
  if (execution.status === 'cancelled' && execution.reason !== 'cancel_others') return false;
  const port = firedPort(state, scope, node.id);
  const loop = node.loops.find((candidate) => candidate.edge.port === port);
  return !loop || ((scope.loops[loop.edge.id] ?? 0) >= loop.max && node.outgoing.some((edge) => edge.port === port));
}

/** What has to run again with a node: what follows from it, and what it cancelled. */
function after(state: RunState, scope: Scope, node: RunNode): string[] {
  const cancelled = (node.join?.cancels ?? []).filter((id) => {
    const execution = state.executions[scope.current[id] ?? ''];
    return execution && 'reason' in execution && execution.reason === 'cancel_others';
  });
  const held = node.loops.flatMap((loop) => loop.exits.map((edge) => edge.to));
  return [...node.outgoing.map((edge) => edge.to), ...held, ...cancelled];
}

/** The nodes from which a node follows, those that hold its edges back included. */
function before(graph: RunGraph, id: string): string[] {
  return nodeOf(graph, id).incoming.flatMap((edge) => [edge.from, ...edge.holds.map((loop) => loop.source)]);
}

function loopsOfTop(graph: RunGraph): RunLoop[] {
  return [...graph.loops.values()].filter((loop) => nodeOf(graph, loop.source).level === '');
}

/** Nodes all of whose loops count anew. */
function restartedNodes(graph: RunGraph, anew: readonly RunLoop[]): Set<string> {
  const kept = new Set(
    loopsOfTop(graph)
      .filter((loop) => !anew.includes(loop))
      .flatMap((loop) => loop.body),
  );
  return new Set(anew.flatMap((loop) => loop.body).filter((id) => !kept.has(id)));
}

/** The loop edges by which targets started last. */
function reenteredBy(graph: RunGraph, scope: Scope, restarted: ReadonlySet<string>): Record<string, string> {
  const entries = loopsOfTop(graph).flatMap(({ target }): [string, string][] => {
    const edge = scope.arrivals[target]?.[0];
    return edge !== undefined && graph.loops.has(edge) && !restarted.has(target) ? [[target, edge]] : [];
  });
  return Object.fromEntries(entries);
}

/** Top-level executions in the order in which they ended; edges were resolved in that order. */
function endedInOrder(state: RunState, events: readonly RunEvent[]): Execution[] {
  const before = state.created?.carried?.executions.map(({ key }) => key) ?? [];
  const here = events.flatMap((event) =>
    event.type === 'node.succeeded' ||
    event.type === 'node.failed' ||
    event.type === 'node.skipped' ||
    event.type === 'node.cancelled'
      ? [event.key]
      : [],
  );
  return [...before, ...here].flatMap((key) => {
    const execution = state.executions[key];
    return execution?.scope === '' ? [execution] : [];
  });
}

function carriedOf(execution: Execution): CarriedExecution {
  const { key, attempt, took, config, startedAt, endedAt = '', usage } = execution;
  const base = {
    key,
    attempt,
    took,
    endedAt,
    ...(config !== undefined && { config }),
    ...(startedAt !== undefined && { startedAt }),
    ...(usage !== undefined && { usage }),
  };
  switch (execution.status) {
    case 'succeeded':
      return { ...base, status: 'succeeded', output: execution.output, port: execution.port };
    case 'failed': {
      const { error, handled, port, fallback } = execution;
      const rest = { ...(port !== undefined && { port }), ...(fallback !== undefined && { fallback }) };
      return { ...base, status: 'failed', error, handled, ...rest };
    }
    case 'skipped': {
      const { reason, fallback } = execution;
      return { ...base, status: 'skipped', reason, ...(fallback !== undefined && { fallback }) };
    }
    case 'cancelled':
      return { ...base, status: 'cancelled', reason: execution.reason };
    case 'queued':
    case 'running':
    case 'waiting':
      throw new Error(`"${key}" has not ended`);
  }
}

function withoutKeys<Value>(record: Record<string, Value>, drop: (key: string) => boolean): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !drop(key)));
}
