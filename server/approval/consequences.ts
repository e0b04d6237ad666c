import type { Json, JsonObject, Stored } from '#core/json.ts';
import { definitionOf } from '#core/node/define.ts';
import type { RunGraph } from '#core/run/graph.ts';
import { type Preview, previewDecision } from '#core/run/preview.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import type { LoadedRun } from '#server/run/load-run.ts';
import type { ApprovalOutput } from './approval.schema.ts';

/**
 * What each answer would lead to: the very scheduler of the run is asked, on a copy, with the values shown.
 * Empty when the gate waits no longer.
 */
export function consequencesOf(
  { graph, state, run }: LoadedRun,
  gate: { key: string; nodeId: string; canExpire: boolean; values: JsonObject },
  resolve: (stored: Stored) => Json,
): ApprovalOutput['consequences'] {
  const execution = Object.hasOwn(state.executions, gate.key) ? state.executions[gate.key] : undefined;
  const node = graph.nodes.get(gate.nodeId);
  if (execution?.status !== 'waiting' || !node) return [];
  const ports = [...node.ports].filter((port) => gate.canExpire || port !== 'expired');
  return ports.map((port) => {
    const { next, ...outcome } = previewDecision(graph, state, gate.key, port, gate.values, { runId: run.id, resolve });
    return { ...outcome, next: next.map((each) => ({ ...each, summary: summaryOf(each, graph) })) };
  });
}

/** From the evaluated config where there is one. */
function summaryOf({ nodeId, type, config }: Preview['next'][number], graph: RunGraph): string {
  const definition = definitionOf(nodeDefinitions, type);
  const parsed = definition?.config.safeParse(config ?? graph.nodes.get(nodeId)?.config ?? {});
  return definition && parsed?.success ? definition.summary(parsed.data) : (definition?.description ?? '');
}
