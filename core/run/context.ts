import type { ExprIteration, ExprNode, ExprScope } from '../expr/scope.ts';
import type { Json, JsonObject, ResolveStored, Stored } from '../json.ts';
import type { RunError } from './events.ts';
import type { RunGraph, RunNode } from './graph.ts';
import { executionKey, parseItemScope, parseKey } from './keys.ts';
import type { Execution, RunState, Scope } from './state.ts';

/**
 * What the expressions of a node see: the run, the nodes of its own scope and of the scopes around it, and the item.
 * Nodes and values are looked up when an expression names them, so a scope costs nothing however large the run is.
 */
export function exprScope(
  graph: RunGraph,
  state: RunState,
  at: { scope: string; nodeId: string },
  meta: { runId: string },
  resolve: ResolveStored,
): ExprScope {
  const item = parseItemScope(at.scope);
  const read = (id: string): ExprNode | undefined => nodeView(graph, state, at, id, resolve);
  return {
    get input(): Json {
      return state.created ? resolve(state.created.input) : null;
    },
    nodes: lazyRecord(read),
    ...(item && {
      get item(): Json | undefined {
        return itemValue(state, at.scope, resolve);
      },
      index: item.index,
    }),
    run: { id: meta.runId, startedAt: state.startedAt ?? '', trigger: state.created?.trigger.kind ?? '' },
    workflow: { name: state.created?.workflow ?? '', version: state.created?.version ?? 'draft' },
  };
}

/** The output that an execution shows to others: its own, or the fallback that stands for it. */
export function visibleOutput(execution: Execution | undefined): Stored | null {
  if (execution?.status === 'succeeded') return execution.output;
  if (execution?.status !== 'failed' && execution?.status !== 'skipped') return null;
  return execution.fallback === undefined ? null : { value: execution.fallback };
}

/** A failure as expressions and the lists of maps show it. */
export function errorJson(error: RunError): JsonObject {
  const { code, message, retryable, details } = error;
  return { code, message, retryable, ...(details !== undefined && { details }) };
}

/** The item of an item scope. `map` may hold its list by reference. */
function itemValue(state: RunState, path: string, resolve: ResolveStored): Json | undefined {
  const item = parseItemScope(path);
  const map = item && state.maps[item.map];
  const items = map ? resolve(map.items) : null;
  return Array.isArray(items) && item ? items[item.index] : undefined;
}

/**
 * The values that expressions, maps and joins of this run may still ask for and that are stored by reference.
 * Load them before {@link exprScope} or `advance` is used with a `resolve` that knows only what was loaded.
 */
export function neededRefs(state: RunState): string[] {
  const refs = new Set<string>();
  const need = (stored: Stored | null | undefined): void => {
    if (stored && 'ref' in stored) refs.add(stored.ref);
  };
  need(state.created?.input);
  for (const map of Object.values(state.maps)) if (state.executions[map.key]?.status === 'running') need(map.items);
  for (const scope of Object.values(state.scopes)) {
    // Items that ended are read once more, when their map collects its list.
    if (!isOpen(state, scope)) continue;
    for (const [id, key] of Object.entries(scope.current)) {
      need(visibleOutput(state.executions[key]));
      need(visibleOutput(previousExecution(state, scope, id)));
    }
  }
  return [...refs];
}

function isOpen(state: RunState, scope: Scope): boolean {
  return scope.item ? state.executions[scope.item.map]?.status === 'running' : scope.status === 'running';
}

function nodeView(
  graph: RunGraph,
  state: RunState,
  at: { scope: string; nodeId: string },
  id: string,
  resolve: ResolveStored,
): ExprNode | undefined {
  const node = graph.nodes.get(id);
  const place = node && placeOf(state, at, node.level);
  const scope = place && state.scopes[place.scope];
  if (!node || !place || !scope) return undefined;
  const iteration = scope.iterations[id] ?? 1;
  const shared = iteration > 1 && [...graph.loops.values()].some((loop) => isInLoop(loop.body, place.nodeId, node));
  return {
    ...iterationView(state.executions[scope.current[id] ?? ''], resolve),
    iteration,
    ...(shared && { previous: iterationView(previousExecution(state, scope, id), resolve) }),
  };
}

function isInLoop(body: readonly string[], reader: string, node: RunNode): boolean {
  return body.includes(reader) && body.includes(node.id);
}

/** The scope around `at` that runs `level`, and the node of that level in which the reader stands. */
function placeOf(
  state: RunState,
  at: { scope: string; nodeId: string },
  level: string,
): { scope: string; nodeId: string } | undefined {
  let place = at;
  for (;;) {
    const item = parseItemScope(place.scope);
    if ((item ? parseKey(item.map).nodeId : '') === level) return place;
    if (!item || !state.maps[item.map]) return undefined;
    const map = parseKey(item.map);
    place = { scope: map.scope, nodeId: map.nodeId };
  }
}

function previousExecution(state: RunState, scope: Scope, nodeId: string): Execution | undefined {
  const iteration = scope.iterations[nodeId] ?? 1;
  return iteration > 1 ? state.executions[executionKey(scope.path, nodeId, iteration - 1)] : undefined;
}

function iterationView(execution: Execution | undefined, resolve: ResolveStored): ExprIteration {
  const output = visibleOutput(execution);
  return {
    status: execution?.status ?? 'pending',
    ...(output && { output: resolve(output) }),
    ...(execution?.status === 'failed' && { error: errorJson(execution.error) }),
  };
}

/** A record that computes an entry when it is first asked for. It has exactly the names that `read` knows. */
function lazyRecord(read: (name: string) => ExprNode | undefined): Readonly<Record<string, ExprNode>> {
  const known = new Map<string, ExprNode | undefined>();
  const entry = (name: string | symbol): ExprNode | undefined => {
    if (typeof name === 'symbol') return undefined;
    if (!known.has(name)) known.set(name, read(name));
    return known.get(name);
  };
  return new Proxy<Record<string, ExprNode>>(Object.create(null) as Record<string, ExprNode>, {
    get: (_target, name) => entry(name),
    has: (_target, name) => entry(name) !== undefined,
    getOwnPropertyDescriptor: (_target, name) => {
      const value = entry(name);
      return value && { value, configurable: true, enumerable: true, writable: false };
    },
  });
}
