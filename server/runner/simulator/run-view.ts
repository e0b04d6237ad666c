import type { RunEvent } from '#core/run/events.ts';
import { type RunGraph, nodeOf } from '#core/run/graph.ts';
import { applyEvent, initialState } from '#core/run/reduce.ts';
import type { Execution, RunState } from '#core/run/state.ts';

/** What must be the same with and without crashes: how everything ended, and in which order. */
export interface RunView {
  status: string;
  output: unknown;
  error: string | null;
  executions: Record<string, unknown>;
  story: string[];
}

/** Events of processes, waits, gates and people's answers, of which a run without crashes knows nothing. */
const OF_PROCESSES = /^(run\.(waiting|resumed|recovered)|approval\.|timer\.fired|node\.resolved)/;

export function viewOf(graph: RunGraph, state: RunState, events: readonly RunEvent[]): RunView {
  return {
    status: state.status,
    output: state.output ?? null,
    error: state.error?.code ?? null,
    executions: Object.fromEntries(Object.values(state.executions).map((each) => [each.key, endOf(graph, each)])),
    story: events.filter(belongsToStory).map(nameOf),
  };
}

/** The fold of a journal, from a snapshot's state if there is one. That state is changed. */
export function foldAll(graph: RunGraph, events: readonly RunEvent[], from: RunState = initialState()): RunState {
  for (const event of events) applyEvent(graph, from, event);
  return from;
}

function endOf(graph: RunGraph, execution: Execution): unknown {
  const { status, took, attempt } = execution;
  const asks = nodeOf(graph, execution.nodeId).onCrash === 'ask';
  const same = asks ? { status, took } : { status, took, attempt };
  if (execution.status === 'succeeded') {
    // What a person says happened has no port of its own.
    return { ...same, output: execution.output, port: asks ? null : execution.port };
  }
  if (execution.status === 'failed') return { ...same, error: execution.error.code, handled: execution.handled };
  return same;
}

function belongsToStory(event: RunEvent): boolean {
  if (event.type === 'node.resumed') return event.reason === 'retry';
  if (event.type === 'node.waiting') return event.reason !== 'outcome_unknown';
  return !OF_PROCESSES.test(event.type);
}

function nameOf(event: RunEvent): string {
  return 'key' in event && event.key ? `${event.type} ${event.key}` : event.type;
}
