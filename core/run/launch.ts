import type { Stored } from '../json.ts';
import type { OnCrash } from '../node/define.ts';
import { takenSources } from './collect.ts';
import { visibleOutput } from './context.ts';
import type { RunGraph } from './graph.ts';
import { nodeOf } from './graph.ts';
import { parseItemScope } from './keys.ts';
import type { Execution, RunState } from './state.ts';

/** Everything that beginning one attempt takes. Values may still be references, to be loaded by whoever executes. */
export interface Launch {
  key: string;
  nodeId: string;
  type: string;
  scope: string;
  iteration: number;
  attempt: number;
  idempotencyKey: string;
  /** Index of the item, inside a map. */
  index?: number;
  /** The rendered config as journaled: the same for every attempt. */
  config: Stored;
  /** The taken edges in document order with what their sources put out; null where that is nothing. */
  inputs: { node: string; output: Stored | null }[];
  steps: Execution['steps'];
  timeoutMs: number | null;
  onCrash: OnCrash;
}

/** The launch of an execution that is running by the journal, for a first attempt, a retry or a recovery. */
export function launchOf(graph: RunGraph, state: RunState, key: string): Launch {
  const execution = state.executions[key];
  if (!execution?.config) throw new Error(`"${key}" was never started`);
  const node = nodeOf(graph, execution.nodeId);
  const item = parseItemScope(execution.scope);
  return {
    key,
    nodeId: node.id,
    type: node.type,
    scope: execution.scope,
    iteration: execution.iteration,
    attempt: execution.attempt,
    idempotencyKey: execution.idempotencyKey ?? '',
    ...(item && { index: item.index }),
    config: execution.config,
    inputs: takenSources(state, key, execution.took).map((source) => ({
      node: source.node,
      output: visibleOutput(state.executions[source.key]),
    })),
    steps: execution.steps,
    timeoutMs: node.timeoutMs,
    onCrash: node.onCrash,
  };
}
