import type { Json, JsonObject } from '../json.ts';
import type { ExpressionSite } from '../node/define.ts';
import { formatPath, valueAt, withValue } from './config-path.ts';
import { evaluateCondition, evaluateTemplate, renderJson } from './evaluate.ts';
import { ExpressionError } from './expression-error.ts';
import type { ExprScope } from './scope.ts';

/**
 * A node's config with every expression replaced by its value: conditions become booleans in place, templates and JSON
 * are rendered, the rest keeps its identity. Sites that the config does not have are passed over.
 *
 * Conditions that stand in one list are alternatives, tried in order: after the first true one the others are false
 * and are not evaluated, so a later one may rely on the earlier ones.
 * @throws ExpressionError that names the path
 */
export function renderConfig(config: JsonObject, sites: readonly ExpressionSite[], scope: ExprScope): JsonObject {
  const decided = new Set<string>();
  let result: Json = config;
  for (const { path, kind } of sites) {
    const source = valueAt(result, path);
    if (source === undefined) continue;
    const list = kind === 'condition' ? listAround(path) : null;
    const value = list !== null && decided.has(list) ? false : render(source, { path, kind }, scope);
    if (list !== null && value === true) decided.add(list);
    result = withValue(result, path, value);
  }
  return result as JsonObject;
}

function render(source: Json, { path, kind }: ExpressionSite, scope: ExprScope): Json {
  try {
    if (kind === 'json') return renderJson(source, scope);
    if (typeof source !== 'string') return source;
    return kind === 'condition' ? evaluateCondition(source, scope) : evaluateTemplate(source, scope);
  } catch (error) {
    if (!ExpressionError.is(error)) throw error;
    throw error.moved({ place: formatPath(path) });
  }
}

/** `cases` for `cases[0].when`; null outside a list. */
function listAround(path: readonly (string | number)[]): string | null {
  const index = path.findLastIndex((step) => typeof step === 'number');
  return index < 0 ? null : formatPath(path.slice(0, index));
}
