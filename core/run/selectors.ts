import type { Execution, RunState } from './state.ts';

/** Questions that people's screens ask of a run. Pure reads; each says what it costs. */

/** When an execution first showed up. */
function appearedAt(execution: Execution): string {
  return execution.spans[0]?.from ?? execution.startedAt ?? execution.endedAt ?? '';
}

/** All executions of a node, oldest first: its iterations, and one for each item inside a map. O(executions). */
export function executionsOf(state: RunState, nodeId: string): Execution[] {
  return Object.values(state.executions)
    .filter((execution) => execution.nodeId === nodeId)
    .sort(byAppearance);
}

/**
 * The execution of a node's current iteration, or undefined while it is pending. Without `scope`: at the top, O(1);
 * of a node inside a map the one that appeared last, O(executions).
 */
export function currentExecution(state: RunState, nodeId: string, scope?: string): Execution | undefined {
  const key = state.scopes[scope ?? '']?.current[nodeId];
  if (key !== undefined) return state.executions[key];
  return scope === undefined ? executionsOf(state, nodeId).findLast((execution) => execution.scope !== '') : undefined;
}

/** Sorts executions by when they first showed up. */
export function byAppearance(a: Execution, b: Execution): number {
  const first = appearedAt(a);
  const second = appearedAt(b);
  if (first !== second) return first < second ? -1 : 1;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
