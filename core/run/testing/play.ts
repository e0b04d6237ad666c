import type { RunGraph } from '../graph.ts';
import type { NodeStatus } from '../state.ts';
import { drive } from './drive.ts';
import type { Behaviour, Completion, Drive, Script } from './drive.ts';

/** What a test says about a run: what executions do, by key or by node id, and the order in which they complete. */
export interface Play extends Partial<Pick<Script, 'input' | 'carried' | 'maxNodeRuns' | 'capacity' | 'interrupt'>> {
  /** `'rejected'` is short for succeeding with that port, `'fail'` and `'flaky'` for failing for good or retryably. */
  does?: Record<string, Behaviour | string | ((completion: Completion) => Behaviour | string)>;
  /** Keys in the order in which they complete; the rest follows in the order of starting. */
  order?: string[];
  /** Keys that never complete; a gate among them waits for ever. */
  hang?: string[];
}

/** Runs a graph as told. Gates and timers park at once; what is said about them is how their wait ends. */
export function play(graph: RunGraph, { does = {}, order = [], hang = [], ...rest }: Play = {}): Drive {
  const wanted = [...order];
  const parks = (completion: Completion): 'approval' | 'timer' | null => {
    const kind = graph.nodes.get(completion.nodeId)?.kind;
    if (completion.of !== 'executor' || (kind !== 'gate' && kind !== 'timer')) return null;
    return kind === 'gate' ? 'approval' : 'timer';
  };
  return drive({
    graph,
    ...rest,
    behave(completion) {
      const reason = parks(completion);
      if (reason) return { do: 'wait', reason };
      const told = does[completion.key] ?? does[completion.nodeId];
      return behaviour(typeof told === 'function' ? told(completion) : told, usualPort(graph, completion.nodeId));
    },
    choose(pending) {
      const parking = pending.findIndex((one) => parks(one));
      if (parking >= 0) return parking;
      const next = pending.findIndex((one) => one.key === wanted[0]);
      if (next < 0) return pending.findIndex((one) => !hang.includes(one.key));
      wanted.shift();
      return next;
    },
  });
}

function behaviour(told: Behaviour | string | undefined, port: string | null): Behaviour {
  if (told === undefined) return { do: 'succeed', port };
  if (typeof told !== 'string') return told;
  if (told === 'fail') return { do: 'fail' };
  if (told === 'flaky') return { do: 'fail', error: { retryable: true } };
  return { do: 'succeed', port: told };
}

function usualPort(graph: RunGraph, nodeId: string): string | null {
  const ports = graph.nodes.get(nodeId)?.ports ?? new Set();
  return ['out', 'approved', 'else'].find((port) => ports.has(port)) ?? null;
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
