import { levelOfScope } from './fold-scope.ts';
import { levelOf } from './graph.ts';
import type { RunGraph } from './graph.ts';
import { itemScope } from './keys.ts';
import type { Execution, RunState, Span } from './state.ts';
import { isFinalNodeStatus } from './state.ts';

/** Questions that people's screens ask of a run. Pure reads; each says what it costs. */

/** When an execution first showed up. */
export function appearedAt(execution: Execution): string {
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

/** `held`: the source has ended, and a loop decides whether it does so again before the edge shows what it did. */
export type EdgeState = 'open' | 'held' | 'taken' | 'not_taken';

/** The edges of one scope (`` is the top) by id, loop edges included. O(edges of that level). */
export function edgeStates(graph: RunGraph, state: RunState, scope = ''): Record<string, EdgeState> {
  const result: Record<string, EdgeState> = {};
  const opened = state.scopes[scope];
  for (const node of levelOf(graph, levelOfScope(scope))) {
    const ended = isFinalNodeStatus(state.executions[opened?.current[node.id] ?? '']?.status ?? 'pending');
    for (const edge of node.outgoing) result[edge.id] = opened?.edges[edge.id] ?? (ended ? 'held' : 'open');
    for (const { edge } of node.loops) {
      result[edge.id] = (opened?.loops[edge.id] ?? 0) > 0 ? 'taken' : ended ? 'not_taken' : 'open';
    }
  }
  return result;
}

export interface TimelineRow {
  key: string;
  nodeId: string;
  status: Execution['status'];
  spans: readonly Span[];
}

/** What took time, in order of appearance: skipped executions have no row. O(executions log executions). */
export function timeline(state: RunState): TimelineRow[] {
  return Object.values(state.executions)
    .filter((execution) => execution.spans.length > 0)
    .sort(byAppearance)
    .map(({ key, nodeId, status, spans }) => ({ key, nodeId, status, spans }));
}

export interface MapProgress {
  count: number;
  running: number;
  succeeded: number;
  failed: number;
  cancelled: number;
}

/** How far a map's execution is, or null before it knows its items. O(items). */
export function mapProgress(state: RunState, mapKey: string): MapProgress | null {
  const map = state.maps[mapKey];
  if (!map) return null;
  const progress = { count: map.count, running: map.opened - map.done, succeeded: 0, failed: 0, cancelled: 0 };
  for (const { status } of Object.values(map.completed)) progress[status] += 1;
  return progress;
}

/** Paths of the opened item scopes of a map's execution, in item order. O(items). */
export function itemScopes(state: RunState, mapKey: string): string[] {
  const opened = state.maps[mapKey]?.opened ?? 0;
  return Array.from({ length: opened }, (_, index) => itemScope(mapKey, index));
}

function byAppearance(a: Execution, b: Execution): number {
  const first = appearedAt(a);
  const second = appearedAt(b);
  if (first !== second) return first < second ? -1 : 1;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
