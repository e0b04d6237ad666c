import type { Json, JsonObject, Stored } from '#core/json.ts';
import { definitionOf } from '#core/node/define.ts';
import { previewDecision } from '#core/run/preview.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import type { LoadedRun } from '#server/run/load-run.ts';
import type { ApprovalOutput } from './approval.schema.ts';

/**
 * What each answer would lead to: the very scheduler of the run is asked, on a copy, with the values shown.
 * Empty when the gate waits no longer.
 */
export function consequencesOf(
  { graph, state, run }: LoadedRun,
  key: string,
  values: JsonObject,
  resolve: (stored: Stored) => Json,
): ApprovalOutput['consequences'] {
  const execution = Object.hasOwn(state.executions, key) ? state.executions[key] : undefined;
  if (execution?.status !== 'waiting') return [];
  return previewDecision(graph, state, key, values, { runId: run.id, resolve }).map(({ next, ...outcome }) => ({
    ...outcome,
    next: next.map((node) => ({
      ...node,
      summary: summaryOf(node.type, node.config ?? graph.nodes.get(node.nodeId)?.config),
    })),
  }));
}

/** One sentence, from the evaluated config where there is one. */
function summaryOf(type: string, config: JsonObject | undefined): string {
  const definition = definitionOf(nodeDefinitions, type);
  const parsed = definition?.config.safeParse(config ?? {});
  return definition && parsed?.success ? definition.summary(parsed.data) : (definition?.description ?? '');
}
