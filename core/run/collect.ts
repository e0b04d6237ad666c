import type { Json, JsonObject, ResolveStored, Stored } from '../json.ts';
import { errorJson, visibleOutput } from './context.ts';
import type { EventOf } from './events.ts';
import { scopeOf } from './fold-scope.ts';
import { nodeOf } from './graph.ts';
import type { RunGraph } from './graph.ts';
import { executionKey, itemScope, parseKey } from './keys.ts';
import type { Decision } from './schedule.ts';
import type { RunState } from './state.ts';
import { isFinalNodeStatus } from './state.ts';

/** The success of a node that no executor ends: a map whose items have ended, a join that is out of reach. */
export function collectOutput(
  graph: RunGraph,
  state: RunState,
  { key, from, took }: Extract<Decision, { do: 'collect' }>,
  io: { resolve: ResolveStored; store(value: Json): Stored },
): EventOf<'node.succeeded'> {
  const output = from === 'map' ? collectMap(graph, state, key, io.resolve) : collectJoin(state, key, took, io.resolve);
  const attempt = Math.max(1, state.executions[key]?.attempt ?? 1);
  return { type: 'node.succeeded', key, attempt, output: io.store(output), port: from === 'map' ? 'out' : 'unmet' };
}

/** The list that a map puts out, in item order, by its `onItemError`. */
function collectMap(graph: RunGraph, state: RunState, key: string, resolve: ResolveStored): Json[] {
  const map = state.maps[key];
  const rule = nodeOf(graph, parseKey(key).nodeId).map;
  if (!map || !rule) return [];
  const list: Json[] = [];
  for (let index = 0; index < map.count; index++) {
    const item = map.completed[index];
    if (item?.status === 'succeeded') list.push(itemOutput(state, itemScope(key, index), rule.sinks, resolve));
    else if (item?.error && rule.onItemError === 'collect') list.push({ error: errorJson(item.error) });
  }
  return list;
}

/** The output of the item's last node, null where it has none; of several last nodes an object by id. */
function itemOutput(state: RunState, path: string, sinks: readonly string[], resolve: ResolveStored): Json {
  const scope = scopeOf(state, path);
  const outputOf = (id: string): Json => {
    const stored = visibleOutput(state.executions[scope.current[id] ?? '']);
    return stored ? resolve(stored) : null;
  };
  const [only, ...more] = sinks;
  if (only === undefined) return null;
  return more.length === 0 ? outputOf(only) : Object.fromEntries(sinks.map((id) => [id, outputOf(id)]));
}

/** What reached a join that cannot be met any more: the same shape as the output of a join that can. */
function collectJoin(state: RunState, key: string, took: readonly string[], resolve: ResolveStored): JsonObject {
  return {
    inputs: takenSources(state, key, took).map(({ node, key: source }) => {
      const stored = visibleOutput(state.executions[source]);
      return { node, output: stored ? resolve(stored) : null };
    }),
  };
}

/**
 * The nodes at the other end of the taken edges, with the executions that took them. The source of a loop edge was
 * reset by taking it, so what it did last stands one iteration before.
 */
export function takenSources(state: RunState, key: string, took: readonly string[]): { node: string; key: string }[] {
  const scope = scopeOf(state, parseKey(key).scope);
  return took.map((edge) => {
    const node = edge.slice(0, edge.indexOf('.'));
    const current = state.executions[scope.current[node] ?? ''];
    if (current && isFinalNodeStatus(current.status)) return { node, key: current.key };
    return { node, key: executionKey(scope.path, node, (scope.iterations[node] ?? 1) - 1) };
  });
}
