import { isJsonObject } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';

/** One property of an object schema. `schema` is kept whole, so nothing it says is lost. */
export interface SchemaField {
  name: string;
  required: boolean;
  schema: Json;
}

/** The properties of an object schema, in their order. */
export function fieldsOf(schema: JsonObject): SchemaField[] {
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(propertiesOf(schema)).map(([name, own]) => ({
    name,
    required: required.has(name),
    schema: own,
  }));
}

/**
 * An object schema with other fields. Everything that fields do not say stays as it was, in its place: other keywords,
 * and required names that no field has (which are a mistake, but not ours to hide).
 */
export function withFields(schema: JsonObject, fields: readonly SchemaField[]): JsonObject {
  const next: JsonObject = { ...schema };
  if (fields.length > 0 || isJsonObject(schema.properties)) {
    // fromEntries defines properties, so a field `__proto__` stays data.
    next.properties = Object.fromEntries(fields.map((field) => [field.name, field.schema]));
  }
  const required = requiredOf(schema, fields);
  if (required) next.required = required;
  else if (Array.isArray(next.required) && next.required.length > 0) delete next.required;
  return next;
}

/** Null when there is none to name. The order stays, for the sake of whoever compares two versions. */
function requiredOf(schema: JsonObject, fields: readonly SchemaField[]): Json[] | null {
  const known = propertiesOf(schema);
  const before = Array.isArray(schema.required) ? schema.required : [];
  const wanted = new Set<Json>(fields.filter((field) => field.required).map((field) => field.name));
  const names = new Set<Json>(fields.map((field) => field.name));
  const isForeign = (name: Json): boolean =>
    typeof name !== 'string' || (!Object.hasOwn(known, name) && !names.has(name));
  const kept = before.filter((name) => wanted.has(name) || isForeign(name));
  const here = new Set(kept);
  const next = [...kept, ...[...wanted].filter((name) => !here.has(name))];
  return next.length > 0 ? next : null;
}

function propertiesOf(schema: JsonObject): JsonObject {
  return isJsonObject(schema.properties) ? schema.properties : {};
}

/** One more field, of text, under a name that is free. A schema without a type becomes one of objects. */
export function addField(schema: JsonObject): { schema: JsonObject; name: string } {
  const fields = fieldsOf(schema);
  const name = freeName(fields);
  const typed = schema.type === undefined ? { type: 'object', ...schema } : schema;
  return { schema: withFields(typed, [...fields, { name, required: false, schema: { type: 'string' } }]), name };
}

/** Puts a field one place up (-1) or down (1). */
export function moveField(schema: JsonObject, index: number, by: -1 | 1): JsonObject {
  const fields = fieldsOf(schema);
  const [field, other] = [fields[index], fields[index + by]];
  return field && other ? withFields(schema, fields.with(index, other).with(index + by, field)) : schema;
}

/** A sentence when a field cannot be called that, else null. */
export function fieldNameProblem(name: string, others: readonly string[]): string | null {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name))
    return 'Letters, digits and _, not a digit first: so expressions can mention it.';
  return others.includes(name) ? `There is already a field “${name}”.` : null;
}

function freeName(fields: readonly SchemaField[]): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? 'field' : `field_${n}`;
    if (!fields.some((field) => field.name === name)) return name;
  }
}
