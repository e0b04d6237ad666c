import { isDeepStrictEqual } from 'node:util';
import type { RunEvent } from '#core/run/events.ts';
import { type RunGraph, nodeOf } from '#core/run/graph.ts';
import { applyEvent, initialState } from '#core/run/reduce.ts';
import type { RunState } from '#core/run/state.ts';
import { type Behaviour, type Completion, drive } from '#core/run/testing/drive.ts';
import type { ChaosWorkflow } from './chaos-workflow.ts';

/**
 * Plays a run again without processes, faults and time: what completed, completes in the order in which the journal
 * says so, and people say the same. Null when it ends the same, else a sentence about the first difference.
 */
export function differenceFromReplay({ graph, behave }: ChaosWorkflow, events: readonly RunEvent[]): string | null {
  const order = completionsOf(events);
  let next = 0;
  const choose = (pending: readonly Completion[]): number => {
    for (; next < order.length; next++) {
      const index = pending.findIndex((completion) => nameOf(completion) === order[next]?.name);
      if (index < 0) continue;
      next += 1;
      return index;
    }
    return -1;
  };
  const said = new Map(order.flatMap(({ name, said: what }) => (what ? [[name, what] as const] : [])));
  const replayed = drive({
    graph,
    behave: (completion, launch) => said.get(nameOf(completion)) ?? behave(completion, launch),
    choose,
  });
  const state = initialState();
  for (const event of events) applyEvent(graph, state, event);
  return difference(viewOf(graph, replayed.state), viewOf(graph, state));
}

interface Completed {
  name: string;
  /** What people said; null where the workflow's own behaviour is repeated. */
  said: Behaviour | null;
}

const nameOf = ({ of, key, attempt }: Pick<Completion, 'of' | 'key' | 'attempt'>): string => `${of}:${key}:${attempt}`;

/** What completed, in order. Some of it follows from the rest; the replay then never waits for it. */
function completionsOf(events: readonly RunEvent[]): Completed[] {
  const ports = new Map<string, string>();
  const resolved = new Map<string, Behaviour>();
  const waited = new Set<string>();
  return events.flatMap((event): Completed[] => {
    switch (event.type) {
      case 'approval.decided':
        ports.set(event.key, event.decision);
        return [];
      case 'approval.expired':
        ports.set(event.key, 'expired');
        return [];
      case 'node.resolved':
        resolved.set(
          event.key,
          event.how === 'happened'
            ? { do: 'succeed', output: event.key }
            : { do: 'fail', error: { code: 'RESOLVED_FAILED' } },
        );
        return [];
      case 'map.expanded':
        return [{ name: nameOf({ of: 'executor', key: event.key, attempt: 1 }), said: null }];
      case 'node.retrying':
        return [{ name: nameOf({ of: 'executor', key: event.key, attempt: event.attempt - 1 }), said: null }];
      case 'node.resumed':
        return event.reason === 'retry' ? [{ name: nameOf({ of: 'retry', ...event }), said: null }] : [];
      case 'node.waiting':
        if (event.reason === 'outcome_unknown') return [];
        waited.add(event.key);
        return [{ name: nameOf({ of: 'executor', ...event }), said: null }];
      case 'node.succeeded':
      case 'node.failed': {
        const of = waited.has(event.key) ? 'wait' : 'executor';
        const port = ports.get(event.key) ?? 'out';
        const said: Behaviour | null = of === 'wait' ? { do: 'succeed', port } : (resolved.get(event.key) ?? null);
        return [{ name: nameOf({ of, ...event }), said }];
      }
      default:
        return [];
    }
  });
}

/** Kinds whose outputs follow from the workflow alone; those of gates and all that passes them on carry people's words. */
const OWN_OUTPUT = new Set(['task', 'branch', 'end']);

/** How everything ended. Which edges a node took depends on when it had room. */
function viewOf(graph: RunGraph, state: RunState): Record<string, unknown> {
  const executions = Object.values(state.executions).map((execution) => {
    const isOwn = OWN_OUTPUT.has(nodeOf(graph, execution.nodeId).kind);
    const output = execution.status === 'succeeded' && isOwn ? execution.output : null;
    const error = execution.status === 'failed' ? execution.error.code : null;
    return [execution.key, { status: execution.status, output, error }] as const;
  });
  return { status: state.status, error: state.error?.code ?? null, ...Object.fromEntries(executions) };
}

function difference(expected: Record<string, unknown>, actual: Record<string, unknown>): string | null {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  for (const name of names) {
    if (isDeepStrictEqual(expected[name], actual[name])) continue;
    return `${name} should be ${JSON.stringify(expected[name])} and is ${JSON.stringify(actual[name])}`;
  }
  return null;
}
