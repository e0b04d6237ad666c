import type { Json } from '#core/json.ts';
import { type RunGraph, nodeOf } from '#core/run/graph.ts';
import { type Behaviour, type Script, inPlace } from '#core/run/testing/drive.ts';
import { hash } from '#core/run/testing/random-run.ts';

/**
 * A decision or a due time carries no value here, and what a person is asked about after a crash succeeds: whether it
 * happened or is made again is then the same.
 */
export function soundBehaviour(graph: RunGraph, behave: Script['behave']): Script['behave'] {
  return (completion, launch) => {
    const { key, nodeId, of } = completion;
    if (of === 'executor' && nodeOf(graph, nodeId).onCrash === 'ask') {
      return { do: 'succeed', port: 'out', output: key };
    }
    const behaviour = behave(completion, launch);
    return of === 'wait' && behaviour.do === 'succeed' ? { ...behaviour, output: null } : behaviour;
  };
}

/**
 * What a node puts out tells what it was given: one that went on with an input that never came to be is found out.
 * Where a person may say what happened it does not: people do not read inputs here.
 */
export function withInputs(
  graph: RunGraph,
  nodeId: string,
  behaviour: Behaviour,
  inputs: readonly { node: string; output: Json }[],
): Behaviour {
  if (behaviour.do !== 'succeed' || inputs.length === 0 || nodeOf(graph, nodeId).onCrash === 'ask') return behaviour;
  return { ...behaviour, output: `${String(behaviour.output)} of ${hash(JSON.stringify(inputs))}` };
}

/** The same for a run without processes. */
export function withLaunchedInputs(graph: RunGraph, behave: Script['behave']): Script['behave'] {
  return (completion, launch) => {
    const inputs = (launch?.inputs ?? []).map(({ node, output }) => ({ node, output: output && inPlace(output) }));
    return withInputs(graph, completion.nodeId, behave(completion, launch), inputs);
  };
}
