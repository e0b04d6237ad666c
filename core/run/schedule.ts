import type { EventOf, RunError, RunEventBody } from './events.ts';
import { finalFailure } from './failure.ts';
import { currentKey, levelOfScope, scopeOf } from './fold-scope.ts';
import type { RunGraph, RunNode } from './graph.ts';
import { levelOf, nodeOf } from './graph.ts';
import { itemScope, parseItemScope, parseKey } from './keys.ts';
import type { PendingNode, RunState, Scope } from './state.ts';
import { isFinalNodeStatus, isFinalRunStatus } from './state.ts';

/** A node that may start now. `took`: ids of the edges it takes, in document order. */
export interface Ready {
  key: string;
  nodeId: string;
  scope: string;
  iteration: number;
  took: string[];
}

/**
 * The one thing to do next.
 * `append`: fold these events in order, with nothing in between, and ask again.
 * `collect`: as `append`, but the event carries values: the list of a map, or what reached a join that is out of reach.
 * `start`: nothing else is due; begin `ready`, and `node.queued` for `held`, for which there is no room.
 * `idle`: wait for an outcome; `waiting` when nothing runs and the run may be parked.
 */
export type Decision =
  | { do: 'append'; events: RunEventBody[] }
  | { do: 'collect'; key: string; from: 'map' | 'join'; took: string[] }
  | { do: 'start'; ready: Ready[]; held: Ready[] }
  | { do: 'idle'; waiting: boolean };

type CancelReason = EventOf<'node.cancelled'>['reason'];

/**
 * Decides what follows from the state: failures and loops first, then joins that cancel others, then skips, then ended
 * items and maps, then starts, then the end of the run. Pure; `room` is how many more nodes may be started.
 */
export function schedule(graph: RunGraph, state: RunState, room = Number.POSITIVE_INFINITY): Decision {
  if (isFinalRunStatus(state.status) || !state.startedAt) return { do: 'idle', waiting: false };
  return consequence(graph, state) ?? starts(graph, state, room) ?? ending(graph, state);
}

function consequence(graph: RunGraph, state: RunState): Decision | null {
  const { agenda } = state;
  const [failure] = agenda.failures;
  if (failure) return append(failScope(graph, state, failure.scope, failure.error, failure.key));
  const [mapFailure] = agenda.mapFailures;
  if (mapFailure) return append(failMap(graph, state, mapFailure));
  const [loop] = agenda.loops;
  if (loop) return append(iterateLoop(graph, state, loop));
  for (const join of agenda.joins) {
    const events = cancelOthers(graph, state, join);
    if (events.length > 0) return append(events);
  }
  const [skip] = agenda.skips;
  if (skip) return endWithoutStart(graph, state, skip);
  const [item] = agenda.items;
  if (item !== undefined) return append([itemCompleted(item, 'succeeded')]);
  const [map] = agenda.maps;
  if (map !== undefined) return { do: 'collect', key: map, from: 'map', took: [] };
  return null;
}

function starts(graph: RunGraph, state: RunState, room: number): Decision | null {
  const { queued, ready } = state.agenda;
  if (ready.length === 0 && (queued.length === 0 || room <= 0)) return null;
  const left = (state.created?.limits.maxNodeRuns ?? Number.POSITIVE_INFINITY) - state.nodeRuns;
  if (left <= 0) return append(failScope(graph, state, '', tooManyRuns(state)));
  const fit = Math.max(0, Math.min(room, left));
  const older = queued.slice(0, fit);
  const newer = ready.slice(0, fit - older.length);
  const read = (entry: PendingNode): Ready => readyOf(graph, state, entry);
  return { do: 'start', ready: [...older, ...newer].map(read), held: ready.slice(newer.length).map(read) };
}

function ending(graph: RunGraph, state: RunState): Decision {
  const top = scopeOf(state, '');
  if (top.undecided === 0) {
    const end = state.executions[state.firstEnd ?? ''];
    return append([{ type: 'run.succeeded', output: end?.status === 'succeeded' ? end.output : { value: null } }]);
  }
  if (state.running > 0 || state.agenda.queued.length > 0) return { do: 'idle', waiting: false };
  if (state.waiting > 0) return { do: 'idle', waiting: true };
  return append([{ type: 'run.failed', error: stalled(graph, state) }]);
}

const append = (events: RunEventBody[]): Decision => ({ do: 'append', events });

/** Everything of the run that runs or waits is cancelled; the caller appends the final event. */
export function cancelRun(graph: RunGraph, state: RunState, reason: 'run_failed' | 'run_cancelled'): RunEventBody[] {
  return state.scopes[''] ? cancelScope(graph, state, '', reason) : [];
}

function failScope(graph: RunGraph, state: RunState, path: string, error: RunError, key?: string): RunEventBody[] {
  if (path === '') {
    const blame = key === undefined ? {} : { key };
    return [...cancelRun(graph, state, 'run_failed'), { type: 'run.failed', error, ...blame }];
  }
  return [...cancelScope(graph, state, path, 'item_failed'), itemCompleted(path, 'failed', error)];
}

function failMap(
  graph: RunGraph,
  state: RunState,
  { key, index, error }: RunState['agenda']['mapFailures'][number],
): RunEventBody[] {
  const { nodeId } = parseKey(key);
  const node = nodeOf(graph, nodeId);
  const failure: RunError = {
    code: 'ITEM_FAILED',
    message: `Item ${index} failed: ${error.message}`,
    retryable: false,
    details: { index, code: error.code },
  };
  const attempt = state.executions[key]?.attempt ?? 1;
  return [...cancelItems(graph, state, key, 'item_failed'), finalFailure(node, key, attempt, failure)];
}

function iterateLoop(graph: RunGraph, state: RunState, due: { scope: string; edge: string }): RunEventBody[] {
  const scope = scopeOf(state, due.scope);
  const loop = graph.loops.get(due.edge);
  if (!loop) throw new Error(`The graph of this run has no loop ${due.edge}`);
  return [
    ...loop.body.flatMap((id) => cancelNode(graph, state, scope, id, 'loop')),
    {
      type: 'loop.iterated',
      scope: due.scope,
      edge: due.edge,
      count: (scope.loops[due.edge] ?? 0) + 1,
      reset: [...loop.body],
    },
  ];
}

function cancelOthers(graph: RunGraph, state: RunState, join: PendingNode): RunEventBody[] {
  const scope = scopeOf(state, join.scope);
  return (nodeOf(graph, join.nodeId).join?.cancels ?? []).flatMap((id): RunEventBody[] => {
    const execution = state.executions[scope.current[id] ?? ''];
    if (execution) return cancelNode(graph, state, scope, id, 'cancel_others');
    return [{ type: 'node.skipped', key: currentKey(scope, id), reason: 'cancel_others' }];
  });
}

function endWithoutStart(graph: RunGraph, state: RunState, due: RunState['agenda']['skips'][number]): Decision {
  const { key, took } = readyOf(graph, state, due);
  const node = nodeOf(graph, due.nodeId);
  switch (due.why) {
    case 'not_taken':
    case 'unreachable':
      return append([{ type: 'node.skipped', key, reason: due.why }]);
    case 'disabled': {
      const fallback = node.fallback === undefined ? {} : { fallback: node.fallback };
      return append([{ type: 'node.skipped', key, reason: 'disabled', ...fallback }]);
    }
    case 'unmet': {
      if (node.wired.has('unmet')) return { do: 'collect', key, from: 'join', took };
      const error = {
        code: 'JOIN_UNREACHABLE',
        message: `"${node.title}" needs ${node.join?.need ?? 1} branches and can only get ${took.length}.`,
        retryable: false,
      };
      return append([finalFailure(node, key, 0, error)]);
    }
  }
}

function itemCompleted(path: string, status: 'succeeded' | 'failed', error?: RunError): RunEventBody {
  const item = parseItemScope(path);
  if (!item) throw new Error('The run itself is not an item of a map');
  return { type: 'map.itemCompleted', key: item.map, index: item.index, status, ...(error && { error }) };
}

function cancelScope(graph: RunGraph, state: RunState, path: string, reason: CancelReason): RunEventBody[] {
  const scope = scopeOf(state, path);
  return levelOf(graph, levelOfScope(path)).flatMap((node) => cancelNode(graph, state, scope, node.id, reason));
}

/** Cancels what a node does now, the items of a map before the map. Nothing when it does nothing. */
function cancelNode(
  graph: RunGraph,
  state: RunState,
  scope: Scope,
  nodeId: string,
  reason: CancelReason,
): RunEventBody[] {
  const execution = state.executions[scope.current[nodeId] ?? ''];
  if (!execution || isFinalNodeStatus(execution.status)) return [];
  const { key } = execution;
  return [...cancelItems(graph, state, key, reason), { type: 'node.cancelled', key, reason }];
}

function cancelItems(graph: RunGraph, state: RunState, mapKey: string, reason: CancelReason): RunEventBody[] {
  const map = state.maps[mapKey];
  if (!map) return [];
  const events: RunEventBody[] = [];
  for (let index = 0; index < map.opened; index++) {
    if (!map.completed[index]) events.push(...cancelScope(graph, state, itemScope(mapKey, index), reason));
  }
  return events;
}

function readyOf(graph: RunGraph, state: RunState, { scope: path, nodeId }: PendingNode): Ready {
  const scope = scopeOf(state, path);
  const node = nodeOf(graph, nodeId);
  return {
    key: currentKey(scope, nodeId),
    nodeId,
    scope: path,
    iteration: scope.iterations[nodeId] ?? 1,
    took: takenEdges(node, scope),
  };
}

/** The loop edge of a target that starts again, the first `need` of an any/quorum join, else every taken edge. */
function takenEdges(node: RunNode, scope: Scope): string[] {
  const arrivals = scope.arrivals[node.id];
  if (node.join?.need == null && arrivals) return arrivals;
  const first = node.join?.need == null ? null : new Set((arrivals ?? []).slice(0, node.join.need));
  const taken = node.incoming.filter((edge) => (first ? first.has(edge.id) : scope.edges[edge.id] === 'taken'));
  return taken.map((edge) => edge.id);
}

function tooManyRuns(state: RunState): RunError {
  const max = state.created?.limits.maxNodeRuns ?? state.nodeRuns;
  const message = `The run started ${state.nodeRuns} nodes and its limit is ${max}.`;
  return { code: 'MAX_NODE_RUNS', message, retryable: false, details: { limit: max } };
}

/** Can only be a bug of ours; the run says so instead of reporting success. */
function stalled(graph: RunGraph, state: RunState): RunError {
  const nodes = Object.values(state.scopes)
    .filter((scope) => scope.status === 'running')
    .flatMap((scope) =>
      levelOf(graph, levelOfScope(scope.path))
        .filter((node) => !isFinalNodeStatus(state.executions[scope.current[node.id] ?? '']?.status ?? 'pending'))
        .map((node) => currentKey(scope, node.id)),
    );
  const message = `Nothing runs or waits, but these nodes have not ended: ${nodes.join(', ')}.`;
  return { code: 'STALLED', message, retryable: false, details: { nodes } };
}
