import type { Json, Stored } from '#core/json.ts';
import { takenSources } from '#core/run/collect.ts';
import { visibleOutput } from '#core/run/context.ts';
import type { RunGraph } from '#core/run/graph.ts';
import type { RunState } from '#core/run/state.ts';

const MAX_ENTRIES = 8;

export interface FoundBefore {
  nodeId: string;
  title: string;
  output: Stored;
}

/**
 * What the nodes on the way to an execution put out, the nearest first. Branches and merges only pass things on, so
 * what stands before them is shown instead.
 */
export function foundBefore(graph: RunGraph, state: RunState, key: string): FoundBefore[] {
  const found: FoundBefore[] = [];
  const seen = new Set([key]);
  let layer = [key];
  while (layer.length > 0 && found.length < MAX_ENTRIES) {
    const next: string[] = [];
    for (const source of layer.flatMap((each) => takenSources(state, each, state.executions[each]?.took ?? []))) {
      if (seen.has(source.key)) continue;
      seen.add(source.key);
      next.push(source.key);
      const node = graph.nodes.get(source.node);
      const output = visibleOutput(state.executions[source.key]);
      const passesOn = node?.kind === 'start' || node?.kind === 'branch' || node?.kind === 'join';
      if (node && output && !passesOn) found.push({ nodeId: node.id, title: node.title, output });
    }
    layer = next;
  }
  return found.slice(0, MAX_ENTRIES);
}

/** The same with its values read. */
export function withOutputs(
  found: FoundBefore[],
  resolve: (stored: Stored) => Json,
): { nodeId: string; title: string; output: Json }[] {
  return found.map(({ output, ...entry }) => ({ ...entry, output: resolve(output) }));
}
