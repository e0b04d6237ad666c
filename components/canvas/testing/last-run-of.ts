import type { Json, Stored } from '#core/json.ts';
import { initialState } from '#core/run/reduce.ts';
import type { Execution, RunState } from '#core/run/state.ts';
import { createLastRunStore } from '../last-run-store.ts';
import type { LastRunStore } from '../last-run-store.ts';

/** What a run ended with, by node id: an output, or more about its end. */
export interface Ended {
  output: Stored;
  port: string;
}

/** A last run in which these nodes succeeded, and what its large values are by reference. */
export function lastRunOf(
  outputs: Record<string, Json>,
  ends: Record<string, Ended> = {},
  large: Record<string, Json> = {},
): LastRunStore {
  const all = {
    ...Object.fromEntries(Object.entries(outputs).map(([id, value]) => [id, { output: { value }, port: 'out' }])),
    ...ends,
  };
  const executions = Object.entries(all).map(([id, { output, port }]): [string, Execution] => [
    id,
    {
      ...{ key: id, nodeId: id, scope: '', iteration: 1, attempt: 1, took: [], spans: [], retries: [], steps: [] },
      ...{ status: 'succeeded', output, port },
    },
  ]);
  const current = Object.fromEntries(Object.keys(all).map((id) => [id, id]));
  const top = { path: '', status: 'succeeded', current, iterations: {}, edges: {}, loops: {}, undecided: 0 } as const;
  const state: RunState = {
    ...initialState(),
    executions: Object.fromEntries(executions),
    scopes: { '': { ...top, inputs: {}, arrivals: {} } },
  };
  const store = createLastRunStore();
  store.setState({
    known: {
      state,
      load: (stored) => Promise.resolve('value' in stored ? stored.value : (large[stored.ref] ?? null)),
    },
  });
  return store;
}
