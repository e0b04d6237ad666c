import { isJsonObject } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { fieldsOf } from './schema-fields.ts';
import { KIND_LABEL, kindOf } from './schema-kinds.ts';
import type { ValueKind } from './schema-kinds.ts';
import { textOf } from './schema-values.ts';

/** What a value is beyond its kind, in a few words: `small, large · default: small`. */
export function summaryOf(schema: JsonObject, kind: ValueKind): string {
  const { description, default: fallback } = schema;
  return [
    ...(kind === 'choice' ? [(schema.enum as Json[]).map(String).join(', ')] : []),
    ...(kind === 'list' ? [`of ${itemsText(schema.items)}`] : []),
    ...(kind === 'object' ? [namesText(schema)] : []),
    ...(fallback === undefined ? [] : [`default: ${textOf(fallback)}`]),
    ...(typeof description === 'string' && description !== '' ? [description] : []),
  ].join(' · ');
}

function itemsText(items: Json | undefined): string {
  const kind = items === undefined ? 'any' : kindOf(items);
  if (kind === null || !isJsonObject(items ?? {})) return 'something described in JSON';
  const inner = kind === 'object' && isJsonObject(items) ? ` (${namesText(items)})` : '';
  return `${KIND_LABEL[kind].toLowerCase()}${inner}`;
}

function namesText(schema: JsonObject): string {
  const names = fieldsOf(schema).map((field) => field.name);
  return names.length === 0 ? 'no fields' : names.join(', ');
}
