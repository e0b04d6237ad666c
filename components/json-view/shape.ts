import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';

/** Longer text than this is cut on screen and offered as a download. */
export const SHOWN_MAX_CHARS = 262_144;
const TABLE_MAX_COLUMNS = 12;

/** The rows when `value` reads best as a table: a list of objects with few, mostly plain fields. */
export function tableRows(value: Json): JsonObject[] | null {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isJsonObject)) return null;
  const columns = tableColumns(value);
  return columns.length > 0 && columns.length <= TABLE_MAX_COLUMNS ? value : null;
}

/** Every field that some row has, in order of appearance. */
export function tableColumns(rows: readonly JsonObject[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The expression that reads a child: `nodes.draft.output` and `reasons` give `nodes.draft.output.reasons`. */
export function childPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!IDENTIFIER.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** One line that says what is inside: `3 items`, `title, body`. */
export function preview(value: Json[] | JsonObject): string {
  if (Array.isArray(value)) return value.length === 1 ? '1 item' : `${value.length} items`;
  const keys = Object.keys(value);
  return keys.length > 4 ? `${keys.slice(0, 4).join(', ')}, …` : keys.join(', ');
}
