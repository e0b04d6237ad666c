import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { ExpressionSite } from '../node/define.ts';
import { compileExpression } from './compile.ts';
import { ExpressionError } from './expression-error.ts';
import { valueAt, withValue } from './config-path.ts';
import { parseTemplate } from './template.ts';

/**
 * A config whose expressions mention other ids. Expressions with mistakes stay as they are: nobody can say what they
 * mean. The config itself comes back when nothing changes.
 */
export function renameInConfig(
  config: JsonObject,
  sites: readonly ExpressionSite[],
  ids: ReadonlyMap<string, string>,
): JsonObject {
  let result: Json = config;
  for (const { path, kind } of sites) {
    const source = valueAt(result, path);
    if (source === undefined) continue;
    const renamed =
      kind === 'condition' && typeof source === 'string'
        ? renameInExpression(source, ids)
        : renameInTemplates(source, ids);
    if (renamed !== source) result = withValue(result, path, renamed);
  }
  return result as JsonObject;
}

function renameInTemplates(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return renameInTemplate(value, ids);
  if (Array.isArray(value)) {
    const items = value.map((item) => renameInTemplates(item, ids));
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [key, renameInTemplates(item, ids)]);
  return entries.every(([key, item]) => item === value[key]) ? value : Object.fromEntries(entries);
}

function renameInTemplate(source: string, ids: ReadonlyMap<string, string>): string {
  if (!source.includes('{{')) return source;
  return unlessBroken(source, () =>
    parseTemplate(source)
      .map((part) => (part.kind === 'text' ? part.text : `{{${renameInExpression(part.text, ids)}}}`))
      .join(''),
  );
}

function renameInExpression(source: string, ids: ReadonlyMap<string, string>): string {
  return unlessBroken(source, () => {
    const places = compileExpression(source).references.flatMap(({ node, nodeRange }) => {
      const id = node === undefined ? undefined : ids.get(node);
      return id !== undefined && nodeRange ? [{ ...nodeRange, id }] : [];
    });
    // From the back, so that the offsets of the places before stay right.
    return places
      .sort((a, b) => b.start - a.start)
      .reduce((text, { start, end, id }) => {
        const quote = /["']/.exec(text.slice(start, end))?.[0] ?? '';
        return text.slice(0, start) + quote + id + quote + text.slice(end);
      }, source);
  });
}

function unlessBroken(source: string, rename: () => string): string {
  try {
    return rename();
  } catch (error) {
    if (ExpressionError.is(error)) return source;
    throw error;
  }
}
