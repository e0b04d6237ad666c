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

/** Sorts executions by when they first showed up; of those in one millisecond, what was over first came first. */
export function byAppearance(a: Execution, b: Execution): number {
  return (
    compare(appearedAt(a), appearedAt(b)) || compare(a.endedAt ?? NEVER, b.endedAt ?? NEVER) || compare(a.key, b.key)
  );
}

/** After every time. */
const NEVER = '~';

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
