import type { RunEventBody } from '#core/run/events.ts';
import { type RunGraph, nodeOf } from '#core/run/graph.ts';
import { type Execution, type RunState, isExecuting } from '#core/run/state.ts';
import type { Cause } from './cause.ts';

/**
 * What a claim does first: it starts the run, goes on after a wait, or takes over from a process that is gone. An
 * attempt that was under way runs again, unless its effect may have happened and must not happen twice: then a person
 * is asked.
 */
export function openingCause(graph: RunGraph, state: RunState, executorId: string): Cause {
  if (!state.startedAt) return { bodies: [{ type: 'run.started' }] };
  const first: RunEventBody =
    state.status === 'waiting' ? { type: 'run.resumed' } : { type: 'run.recovered', by: executorId };
  return { bodies: [first, ...lostBodies(graph, lostExecutions(state))] };
}

/** Attempts that were under way when the journal ends. */
export function lostExecutions(state: RunState): Execution[] {
  return Object.values(state.executions).filter((execution) => isExecuting(state, execution));
}

/** How the run goes on with attempts that nobody executes any more. */
export function lostBodies(graph: RunGraph, lost: readonly Execution[]): RunEventBody[] {
  return lost.map((execution) => lostBody(graph, execution));
}

function lostBody(graph: RunGraph, { key, attempt, nodeId }: Execution): RunEventBody {
  if (nodeOf(graph, nodeId).onCrash === 'ask') return { type: 'node.waiting', key, attempt, reason: 'outcome_unknown' };
  return { type: 'node.resumed', key, attempt, reason: 'lost' };
}
