import type { NodeStatus } from '../state.ts';
import { drive } from './drive.ts';
import type { Behaviour, Completion, Drive, Script } from './drive.ts';

/** What a test says about a run: what executions do, by key or by node id, and the order in which they complete. */
export interface Play extends Partial<Pick<Script, 'input' | 'maxNodeRuns' | 'capacity' | 'interrupt'>> {
  /** `'rejected'` is short for succeeding with that port, `'fail'` and `'flaky'` for failing for good or retryably. */
  does?: Record<string, Behaviour | string | ((completion: Completion) => Behaviour | string)>;
  /** Keys in the order in which they complete; the rest follows in the order of starting. */
  order?: string[];
  /** Keys that never complete. */
  hang?: string[];
}

/** Runs a graph as told. Gates and timers wait first, whatever is said about how they end. */
export function play(graph: Script['graph'], { does = {}, order = [], hang = [], ...rest }: Play = {}): Drive {
  const wanted = [...order];
  return drive({
    graph,
    ...rest,
    behave(completion) {
      const kind = graph.nodes.get(completion.nodeId)?.kind;
      if (completion.of === 'executor' && kind === 'gate') return { do: 'wait', reason: 'approval' };
      if (completion.of === 'executor' && kind === 'timer') return { do: 'wait', reason: 'timer' };
      const told = does[completion.key] ?? does[completion.nodeId];
      return behaviour(typeof told === 'function' ? told(completion) : told, kind === 'end' ? null : undefined);
    },
    choose(pending) {
      const first = wanted[0];
      const at = first === undefined ? -1 : pending.findIndex((one) => one.key === first);
      // A gate is an executor first: its name is used up when the wait itself completes.
      if (at >= 0) {
        const kind = graph.nodes.get(pending[at]?.nodeId ?? '')?.kind;
        if (pending[at]?.of === 'wait' || (kind !== 'gate' && kind !== 'timer')) wanted.shift();
        return at;
      }
      return pending.findIndex((one) => !hang.includes(one.key) || one.of === 'retry');
    },
  });
}

function behaviour(told: Behaviour | string | undefined, noPort: null | undefined): Behaviour {
  if (told === undefined) return noPort === null ? { do: 'succeed', port: null } : { do: 'succeed' };
  if (typeof told !== 'string') return told;
  if (told === 'fail') return { do: 'fail' };
  if (told === 'flaky') return { do: 'fail', error: { retryable: true } };
  return { do: 'succeed', port: told };
}

/** Status by key, without the start. */
export function statuses({ state }: Drive): Record<string, NodeStatus> {
  const entries = Object.values(state.executions).map((execution) => [execution.key, execution.status] as const);
  return Object.fromEntries(entries.filter(([key]) => key !== 'start'));
}

/** `type key` of every event after the start, for tests of the order. */
export function story({ events }: Drive): string[] {
  return events.slice(2).map((event) => ('key' in event && event.key ? `${event.type} ${event.key}` : event.type));
}
