import type { Carried, CarriedExecution } from './events.ts';
import { leaveAgenda } from './fold-execution.ts';
import { becomeReady, firedPort, scopeOf, settle } from './fold-scope.ts';
import type { RunGraph } from './graph.ts';
import { nodeOf } from './graph.ts';
import { parseKey } from './keys.ts';
import type { Execution, RunState } from './state.ts';

/**
 * Puts what a redrive carries into the scope that was just opened: as if these executions had ended in this run, in
 * the same order. What they make due stays due, apart from what is carried itself. Part of `reduce`.
 */
export function foldCarried(graph: RunGraph, state: RunState, carried: Carried): void {
  const scope = scopeOf(state, '');
  Object.assign(scope.iterations, carried.iterations);
  Object.assign(scope.loops, carried.loops);
  // A loop sends the run to its target whatever the target's own edges say.
  const forced = { open: 0, taken: 1, settled: true };
  for (const target of Object.keys(carried.reentered)) {
    scope.inputs[target] = { ...forced };
    // A target that only its loop leads to was due to be skipped when the scope was opened.
    leaveAgenda(graph, state, { scope: '', nodeId: target, key: target });
  }
  for (const one of carried.executions) {
    const execution = executionOf(one);
    const { key, nodeId, iteration } = execution;
    const isCurrent = iteration === (scope.iterations[nodeId] ?? 1);
    if (isCurrent) leaveAgenda(graph, state, execution);
    state.executions[key] = execution;
    if (!isCurrent) continue;
    scope.undecided -= 1;
    scope.current[nodeId] = key;
    const node = nodeOf(graph, nodeId);
    if (node.kind === 'end' && execution.status === 'succeeded') state.firstEnd ??= key;
    settle(graph, state, scope, node, firedPort(state, scope, nodeId) ?? null);
  }
  for (const [target, edge] of Object.entries(carried.reentered)) {
    scope.arrivals[target] = [edge];
    scope.inputs[target] = { ...forced };
    if (scope.current[target] === undefined) becomeReady(graph, state, scope, nodeOf(graph, target));
  }
}

function executionOf({ usage, config, startedAt, ...one }: CarriedExecution): Execution {
  return {
    ...one,
    ...parseKey(one.key),
    spans: [],
    retries: [],
    steps: [],
    carried: true,
    ...(config !== undefined && { config }),
    ...(startedAt !== undefined && { startedAt }),
    ...(usage !== undefined && { usage }),
  } as Execution;
}
