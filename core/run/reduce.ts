import { assertNever } from '../assert-never.ts';
import type { RunEvent } from './events.ts';
import { foldCarried } from './fold-carried.ts';
import { closeScope, iterate, openItems, openScope, scopeOf } from './fold-scope.ts';
import {
  foldEnd,
  foldQueued,
  foldResolved,
  foldResumed,
  foldRetrying,
  foldStarted,
  foldStep,
  foldWaiting,
  foldVoted,
} from './fold-execution.ts';
import type { RunGraph } from './graph.ts';
import { nodeOf } from './graph.ts';
import { itemScope, parseKey } from './keys.ts';
import type { Agenda, RunState } from './state.ts';

/** A run before its first event. */
export function initialState(): RunState {
  return {
    v: 1,
    seq: 0,
    at: '',
    status: 'queued',
    usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
    nodeRuns: 0,
    executions: {},
    scopes: {},
    maps: {},
    keptSignals: {},
    agenda: emptyAgenda(),
    running: 0,
    waiting: 0,
  };
}

/** The state after `event`, which must be the next in `seq`. `state` stays as it is. */
export function reduce(graph: RunGraph, state: RunState, event: RunEvent): RunState {
  const next = copyState(state);
  applyEvent(graph, next, event);
  return next;
}

/**
 * The same in place, for the one owner of a state: an outcome costs what it changes, not the size of the run.
 * Entries of `executions` are replaced, never mutated, so their identity tells a subscriber what changed.
 */
export function applyEvent(graph: RunGraph, state: RunState, event: RunEvent): void {
  state.seq = event.seq;
  state.at = event.at;
  switch (event.type) {
    case 'run.created':
    case 'run.started':
    case 'run.waiting':
    case 'run.resumed':
    case 'run.recovered':
    case 'run.succeeded':
    case 'run.failed':
    case 'run.cancelled':
      return applyRunEvent(graph, state, event);
    case 'node.queued':
      return foldQueued(state, event);
    case 'node.started':
      return foldStarted(graph, state, event);
    case 'node.resumed':
      return foldResumed(state, event);
    case 'node.retrying':
      return foldRetrying(state, event);
    case 'node.waiting':
      return foldWaiting(state, event);
    case 'node.succeeded':
    case 'node.failed':
    case 'node.skipped':
    case 'node.cancelled':
      return foldEnd(graph, state, event);
    case 'agent.step':
      return foldStep(state, event);
    case 'approval.voted':
      return foldVoted(state, event);
    case 'loop.iterated': {
      const loop = graph.loops.get(event.edge);
      if (!loop) throw new Error(`The graph of this run has no loop ${event.edge}`);
      return iterate(graph, state, scopeOf(state, event.scope), loop, event.count);
    }
    case 'map.expanded':
    case 'map.itemCompleted':
      return applyMapEvent(graph, state, event);
    case 'signal.kept':
      state.keptSignals[event.key] = event.payload;
      return;
    case 'node.resolved':
      return foldResolved(state, event);
    // History for people: what they change in the run comes as an event of the node.
    case 'approval.requested':
    case 'approval.decided':
    case 'approval.expired':
    case 'approval.withdrawn':
    case 'timer.fired':
      return;
    default:
      return assertNever(event, 'event');
  }
}

function applyRunEvent(graph: RunGraph, state: RunState, event: Extract<RunEvent, { type: `run.${string}` }>): void {
  switch (event.type) {
    case 'run.created': {
      const { seq: _seq, at, v: _v, ...created } = event;
      state.created = created;
      state.createdAt = at;
      return;
    }
    case 'run.started':
      state.status = 'running';
      state.startedAt = event.at;
      openScope(graph, state, '');
      if (state.created?.carried) foldCarried(graph, state, state.created.carried);
      return;
    case 'run.waiting':
      state.status = 'waiting';
      return;
    case 'run.resumed':
      state.status = 'running';
      return;
    case 'run.recovered':
      return;
    case 'run.succeeded':
      state.output = event.output;
      return endRun(state, 'succeeded', event.at);
    case 'run.failed':
      state.error = event.error;
      return endRun(state, 'failed', event.at);
    case 'run.cancelled':
      state.cancelledBy = event.by;
      return endRun(state, 'cancelled', event.at);
    default:
      return assertNever(event, 'event');
  }
}

function endRun(state: RunState, status: 'succeeded' | 'failed' | 'cancelled', at: string): void {
  state.status = status;
  state.endedAt = at;
  state.agenda = emptyAgenda();
  for (const scope of Object.values(state.scopes)) if (scope.status === 'running') scope.status = status;
}

function applyMapEvent(graph: RunGraph, state: RunState, event: Extract<RunEvent, { type: `map.${string}` }>): void {
  if (event.type === 'map.expanded') {
    // From now on no executor holds the map: it leaves the count of what runs.
    state.running -= 1;
    const { key, items, count } = event;
    state.maps[key] = { key, items, count, completed: {}, opened: 0, done: 0 };
    return openItems(graph, state, key);
  }
  const map = state.maps[event.key];
  if (!map) return;
  const { index, status, error } = event;
  map.completed[index] = { status, ...(error && { error }) };
  map.done += 1;
  const path = itemScope(event.key, index);
  closeScope(state, path, status);
  const at = state.agenda.items.indexOf(path);
  if (at >= 0) state.agenda.items.splice(at, 1);
  const rule = nodeOf(graph, parseKey(event.key).nodeId).map;
  if (status === 'failed' && error && rule?.onItemError === 'fail') {
    state.agenda.mapFailures.push({ key: event.key, index, error });
  } else {
    openItems(graph, state, event.key);
  }
}

function emptyAgenda(): Agenda {
  return {
    failures: [],
    mapFailures: [],
    loops: [],
    joins: [],
    skips: [],
    items: [],
    maps: [],
    queued: [],
    ready: [],
  };
}

/** Copies everything that {@link applyEvent} changes in place; what it replaces is shared. Costs the size of the run. */
export function copyState(state: RunState): RunState {
  const { agenda } = state;
  return {
    ...state,
    executions: { ...state.executions },
    keptSignals: { ...state.keptSignals },
    scopes: mapValues(state.scopes, (scope) => ({
      ...scope,
      current: { ...scope.current },
      iterations: { ...scope.iterations },
      edges: { ...scope.edges },
      loops: { ...scope.loops },
      inputs: mapValues(scope.inputs, (inputs) => ({ ...inputs })),
      arrivals: mapValues(scope.arrivals, (list) => [...list]),
    })),
    maps: mapValues(state.maps, (map) => ({ ...map, completed: { ...map.completed } })),
    agenda: {
      failures: [...agenda.failures],
      mapFailures: [...agenda.mapFailures],
      loops: [...agenda.loops],
      joins: [...agenda.joins],
      skips: [...agenda.skips],
      items: [...agenda.items],
      maps: [...agenda.maps],
      queued: [...agenda.queued],
      ready: [...agenda.ready],
    },
  };
}

function mapValues<Value>(record: Record<string, Value>, copy: (value: Value) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, copy(value)]));
}
