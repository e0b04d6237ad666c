import { evaluateCondition, evaluateTemplate, renderJson } from '../expr/evaluate.ts';
import type { ExprScope } from '../expr/scope.ts';
import { ExpressionError } from '../expr/expression-error.ts';
import type { Json, ResolveStored } from '../json.ts';
import { exprScope } from './context.ts';
import type { RunGraph } from './graph.ts';
import { parseKey } from './keys.ts';
import { currentExecution } from './selectors.ts';
import type { RunState } from './state.ts';

/** What a field would have been in a run, or why that cannot be said. */
export type FieldPreview = { ok: true; value: Json } | { ok: false; message: string };

/** What a field holds: a text with holes, a bare condition, or JSON whose texts have holes. */
export type FieldSource = { kind: 'template' | 'condition'; text: string } | { kind: 'json'; value: Json };

export interface FieldPlace {
  nodeId: string;
  /** The map that holds the node now. */
  parent?: string | undefined;
}

/**
 * What a field would have been with the values that a run ended with, or has so far. The node may be newer
 * than the run. Of a node inside a map it is the item that appeared last.
 * @param resolve may throw an `ExpressionError` for a value that is not at hand
 */
export function previewField(
  graph: RunGraph,
  state: RunState,
  { nodeId, parent }: FieldPlace,
  source: FieldSource,
  io: { runId: string; resolve: ResolveStored },
): FieldPreview {
  const at = { nodeId, scope: scopeOf(state, nodeId, parent) };
  const scope = exprScope(graph, state, at, { runId: io.runId }, io.resolve);
  try {
    return { ok: true, value: evaluateSource(source, scope) };
  } catch (error) {
    if (!ExpressionError.is(error)) throw error;
    return { ok: false, message: error.message };
  }
}

function evaluateSource(source: FieldSource, scope: ExprScope): Json {
  switch (source.kind) {
    case 'template':
      return evaluateTemplate(source.text, scope);
    case 'condition':
      return evaluateCondition(source.text, scope);
    case 'json':
      return renderJson(source.value, scope);
  }
}

function scopeOf(state: RunState, nodeId: string, parent: string | undefined): string {
  const own = currentExecution(state, nodeId)?.scope;
  if (own !== undefined) return own;
  const items = Object.values(state.scopes).filter(({ item }) => item && parseKey(item.map).nodeId === parent);
  return items.at(-1)?.path ?? '';
}
