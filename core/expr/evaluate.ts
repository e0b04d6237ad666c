import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { compileExpression } from './compile.ts';
import { ExpressionError } from './expression-error.ts';
import { EXPRESSION_LIMITS } from './limits.ts';
import type { ExprScope } from './scope.ts';
import { parseTemplate, singleHole, type TemplatePart } from './template.ts';
import { fromCel, toCel, toText } from './values.ts';

/**
 * The truth of a bare CEL expression.
 * @throws ExpressionError also when the result is anything but true or false
 */
export function evaluateCondition(source: string, scope: ExprScope): boolean {
  const result = evaluate(source, scope);
  if (typeof result === 'boolean') return result;
  throw new ExpressionError('The condition must be true or false');
}

/**
 * Renders a template once; values are data and are never parsed again. One single hole keeps the value's type.
 * @throws ExpressionError with the range in `source`
 */
export function evaluateTemplate(source: string, scope: ExprScope): Json {
  if (!source.includes('{{')) return source;
  const parts = parseTemplate(source);
  const hole = singleHole(parts);
  if (hole) return evaluateHole(hole, scope);
  let text = '';
  for (const part of parts) {
    text += part.kind === 'text' ? part.text : toText(evaluateHole(part, scope));
    if (text.length > EXPRESSION_LIMITS.resultChars) throw new ExpressionError('The text is larger than 50 MB');
  }
  return text;
}

/**
 * Renders every string inside a JSON value as a template; keys stay as they are.
 * @throws ExpressionError that names the path inside the value
 */
export function renderJson(value: Json, scope: ExprScope): Json {
  return renderAt(value, scope, '');
}

function renderAt(value: Json, scope: ExprScope, path: string): Json {
  if (typeof value === 'string') {
    try {
      return evaluateTemplate(value, scope);
    } catch (error) {
      throw ExpressionError.is(error) && path ? error.moved({ place: path }) : error;
    }
  }
  if (Array.isArray(value)) return value.map((item, i) => renderAt(item, scope, `${path}[${i}]`));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, renderAt(item, scope, path ? `${path}.${key}` : key)]));
}

function evaluateHole(hole: TemplatePart, scope: ExprScope): Json {
  try {
    return evaluate(hole.text, scope);
  } catch (error) {
    throw ExpressionError.is(error) ? error.moved({ offset: hole.start }) : error;
  }
}

function evaluate(source: string, scope: ExprScope): Json {
  const { references, run } = compileExpression(source);
  const names = Object.create(null) as Record<string, unknown>;
  const nodes: JsonObject = Object.create(null) as JsonObject;
  for (const { name, node } of references) {
    // Only what is mentioned crosses over: a run may hold thousands of large outputs.
    if (node !== undefined && Object.hasOwn(scope.nodes, node)) nodes[node] = { ...scope.nodes[node] } as JsonObject;
    else if (name !== 'nodes' && scope[name] !== undefined) names[name] = toCel(scope[name] as Json);
  }
  names.nodes = Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, nodeToCel(node)]));
  return fromCel(run(names));
}

/** Not `toCel` of the whole: the wrapper is new every time, the values in it are known from before. */
function nodeToCel(node: Json): unknown {
  const parts = Object.entries(node as JsonObject).filter(([, value]) => value !== undefined);
  return Object.fromEntries(parts.map(([key, value]) => [key, key === 'previous' ? nodeToCel(value) : toCel(value)]));
}
