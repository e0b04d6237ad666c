import { nodeOf, levelOf } from './graph.ts';
import type { RunEdge, RunGraph, RunLoop, RunNode } from './graph.ts';
import { executionKey, isInsideMap, isWithinScope, itemScope, parseItemScope, parseKey } from './keys.ts';
import type { Agenda, PendingNode, RunState, Scope } from './state.ts';
import { isFinalNodeStatus } from './state.ts';

/** How edges, joins, loops and scopes react to an event. Part of `reduce`: everything here changes the state in place. */

/** The scope of a path that was opened before. Throws when an event names one that never was. */
export function scopeOf(state: RunState, path: string): Scope {
  const scope = state.scopes[path];
  if (!scope) throw new Error(`The run has no scope "${path}"`);
  return scope;
}

/** The id of the map whose children a scope runs, `` at the top. */
export function levelOfScope(path: string): string {
  const item = parseItemScope(path);
  return item ? parseKey(item.map).nodeId : '';
}

/** The key a node has in its current iteration, whether it was started or not. */
export function currentKey(scope: Scope, nodeId: string): string {
  return scope.current[nodeId] ?? executionKey(scope.path, nodeId, scope.iterations[nodeId] ?? 1);
}

export function openScope(graph: RunGraph, state: RunState, path: string): void {
  const nodes = levelOf(graph, levelOfScope(path));
  const item = parseItemScope(path);
  const scope: Scope = {
    path,
    ...(item && { item }),
    status: 'running',
    current: {},
    iterations: {},
    edges: {},
    loops: {},
    undecided: nodes.length,
    inputs: {},
    arrivals: {},
  };
  state.scopes[path] = scope;
  for (const node of nodes) {
    if (node.incoming.length > 0) continue;
    if (item || node.kind === 'start') becomeReady(graph, state, scope, node);
    else insertDue(graph, state.agenda.skips, { scope: path, nodeId: node.id, why: 'unreachable' });
  }
  if (nodes.length === 0 && item) state.agenda.items.push(path);
}

/** Opens the items of a map up to its concurrency, in index order. */
export function openItems(graph: RunGraph, state: RunState, mapKey: string): void {
  const map = state.maps[mapKey];
  const rule = nodeOf(graph, parseKey(mapKey).nodeId).map;
  if (!map || !rule) return;
  while (map.opened < map.count && map.opened - map.done < rule.concurrency) {
    openScope(graph, state, itemScope(mapKey, map.opened));
    map.opened += 1;
  }
  if (map.done === map.count) state.agenda.maps.push(mapKey);
}

/** Ends a scope: nothing in it is due any more. */
export function closeScope(state: RunState, path: string, status: Exclude<Scope['status'], 'running'>): void {
  const scope = scopeOf(state, path);
  scope.status = status;
  state.agenda.failures = state.agenda.failures.filter((failure) => failure.scope !== path);
  // Where every node has ended nothing can be due, and looking would cost every item of a wide map the whole agenda.
  if (scope.undecided > 0) dropDue(state, (entry) => isWithinScope(entry, path));
}

/** A map ended: so do the items it still has open, cancelled or failed as it was. */
export function closeItems(state: RunState, mapKey: string): void {
  const map = state.maps[mapKey];
  if (!map) return;
  state.agenda.maps = state.agenda.maps.filter((key) => key !== mapKey);
  state.agenda.mapFailures = state.agenda.mapFailures.filter((failure) => failure.key !== mapKey);
  if (map.done === map.count) return;
  for (let index = 0; index < map.opened; index++) {
    if (map.completed[index]) continue;
    map.completed[index] = { status: 'cancelled' };
    map.done += 1;
    scopeOf(state, itemScope(mapKey, index)).status = 'cancelled';
  }
  dropDue(state, (entry) => isInsideMap(entry, mapKey));
}

/**
 * A node ended and `port` fired (null: none). Resolves its edges and those that its loops held, or makes a loop due.
 */
export function settle(graph: RunGraph, state: RunState, scope: Scope, node: RunNode, port: string | null): void {
  const loop = node.loops.find((candidate) => candidate.edge.port === port);
  if (loop) {
    if ((scope.loops[loop.edge.id] ?? 0) < loop.max) {
      state.agenda.loops.push({ scope: scope.path, edge: loop.edge.id });
      return;
    }
    if (!node.outgoing.some((edge) => edge.port === port)) {
      const details = { edge: loop.edge.id, max: loop.max };
      const message = `The loop ${loop.edge.id} ran ${loop.max} times and has no way out.`;
      const error = { code: 'LOOP_EXHAUSTED', message, retryable: false, details };
      state.agenda.failures.push({ scope: scope.path, key: currentKey(scope, node.id), error });
      return;
    }
  }
  const due = new Set(node.outgoing);
  for (const held of node.loops) for (const edge of held.exits) due.add(edge);
  const inOrder = node.loops.length > 0 ? [...due].sort((a, b) => a.index - b.index) : due;
  for (const edge of inOrder) resolveEdge(graph, state, scope, edge);
  if (scope.undecided === 0 && scope.path !== '') state.agenda.items.push(scope.path);
}

/** Gives an edge what its source did last, unless the source has not ended or a loop still holds the edge. */
function resolveEdge(graph: RunGraph, state: RunState, scope: Scope, edge: RunEdge): void {
  if (scope.edges[edge.id] !== undefined) return;
  const fired = firedPort(state, scope, edge.from);
  if (fired === undefined || edge.holds.some((loop) => firedPort(state, scope, loop.source) === undefined)) return;
  const taken = fired === edge.port;
  scope.edges[edge.id] = taken ? 'taken' : 'not_taken';
  arrive(graph, state, scope, nodeOf(graph, edge.to), edge, taken);
}

/** The port that a node's current execution fired, null for none, undefined while it has not ended. */
export function firedPort(state: RunState, scope: Scope, nodeId: string): string | null | undefined {
  const execution = state.executions[scope.current[nodeId] ?? ''];
  if (!execution || !isFinalNodeStatus(execution.status)) return undefined;
  if (execution.status === 'succeeded') return execution.port;
  if (execution.status === 'failed') return execution.port ?? null;
  return execution.status === 'skipped' && execution.reason === 'disabled' ? 'out' : null;
}

function arrive(graph: RunGraph, state: RunState, scope: Scope, node: RunNode, edge: RunEdge, taken: boolean): void {
  const known = scope.inputs[node.id];
  const inputs = known ?? countInputs(scope, node);
  if (known) {
    known.open -= 1;
    if (taken) known.taken += 1;
  }
  // A node with one edge hears of it once in an iteration, so there is nothing to remember.
  if (node.incoming.length > 1) scope.inputs[node.id] = inputs;
  if (taken && node.join?.need != null) (scope.arrivals[node.id] ??= []).push(edge.id);
  // A pending node can be ended from outside, by a join that cancels others: then nothing makes it ready any more.
  if (inputs.settled || scope.current[node.id] !== undefined) return;
  const need = node.join?.need ?? null;
  if (inputs.open === 0 && inputs.taken === 0) {
    inputs.settled = true;
    insertDue(graph, state.agenda.skips, { scope: scope.path, nodeId: node.id, why: 'not_taken' });
  } else if (need === null ? inputs.open === 0 : inputs.taken >= need) {
    inputs.settled = true;
    becomeReady(graph, state, scope, node);
  } else if (need !== null && inputs.taken > 0 && inputs.taken + inputs.open < need) {
    inputs.settled = true;
    insertDue(graph, state.agenda.skips, { scope: scope.path, nodeId: node.id, why: 'unmet' });
  }
}

function countInputs(scope: Scope, node: RunNode): Scope['inputs'][string] {
  const counts = { open: 0, taken: 0, settled: false };
  for (const edge of node.incoming) {
    const resolution = scope.edges[edge.id];
    if (resolution === undefined) counts.open += 1;
    else if (resolution === 'taken') counts.taken += 1;
  }
  return counts;
}

export function becomeReady(graph: RunGraph, state: RunState, scope: Scope, node: RunNode): void {
  const entry: PendingNode = { scope: scope.path, nodeId: node.id };
  if (node.join && node.join.cancels.length > 0) insertDue(graph, state.agenda.joins, entry);
  if (node.disabled) insertDue(graph, state.agenda.skips, { ...entry, why: 'disabled' });
  else state.agenda.ready.push(entry);
}

/** Puts a loop's body back to pending, one iteration on, and makes its target ready. */
export function iterate(graph: RunGraph, state: RunState, scope: Scope, loop: RunLoop, count: number): void {
  const body = new Set(loop.body);
  const inBody = (entry: PendingNode): boolean => entry.scope === scope.path && body.has(entry.nodeId);
  dropNodes(state.agenda, (entry) => !inBody(entry));
  state.agenda.loops = state.agenda.loops.filter((due) => due.scope !== scope.path || due.edge !== loop.edge.id);
  for (const id of loop.body) {
    const ended = state.executions[scope.current[id] ?? ''];
    if (ended && isFinalNodeStatus(ended.status)) scope.undecided += 1;
    delete scope.current[id];
    delete scope.inputs[id];
    delete scope.arrivals[id];
    scope.iterations[id] = (scope.iterations[id] ?? 1) + 1;
    for (const edge of nodeOf(graph, id).outgoing) delete scope.edges[edge.id];
  }
  for (const inner of loop.inner) delete scope.loops[inner];
  scope.loops[loop.edge.id] = count;
  scope.arrivals[loop.target] = [loop.edge.id];
  scope.inputs[loop.target] = { open: 0, taken: 1, settled: true };
  becomeReady(graph, state, scope, nodeOf(graph, loop.target));
}

/** Puts a node where document order wants it; nodes of several items keep the order in which the items were opened. */
function insertDue<Entry extends PendingNode>(graph: RunGraph, list: Entry[], entry: Entry): void {
  const { index } = nodeOf(graph, entry.nodeId);
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = list[middle];
    if (other && nodeOf(graph, other.nodeId).index <= index) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, entry);
}

/** Takes a node off a list. It nearly always stands first, because lists are worked off in order. */
export function removeDue(list: PendingNode[], scope: Scope, nodeId: string): void {
  const at = list.findIndex((entry) => entry.nodeId === nodeId && entry.scope === scope.path);
  if (at === 0) list.shift();
  else if (at > 0) list.splice(at, 1);
}

function dropNodes(agenda: Agenda, keep: (entry: PendingNode) => boolean): void {
  agenda.joins = agenda.joins.filter(keep);
  agenda.skips = agenda.skips.filter(keep);
  agenda.queued = agenda.queued.filter(keep);
  agenda.ready = agenda.ready.filter(keep);
}

function dropDue(state: RunState, ended: (scope: string) => boolean): void {
  const { agenda } = state;
  const keep = (entry: { scope: string }): boolean => !ended(entry.scope);
  dropNodes(agenda, keep);
  agenda.failures = agenda.failures.filter(keep);
  agenda.loops = agenda.loops.filter(keep);
  agenda.items = agenda.items.filter((path) => !ended(path));
  const keepMap = (key: string): boolean => !ended(parseKey(key).scope);
  agenda.maps = agenda.maps.filter(keepMap);
  agenda.mapFailures = agenda.mapFailures.filter((failure) => keepMap(failure.key));
}
