import type { Json, JsonObject } from '#core/json.ts';

type Check = (value: Json, rule: Json, schema: JsonObject, document: JsonObject) => string | null;

/** Says nothing about which values fit. */
const NOTES = new Set(['description', 'default', 'example', 'examples', 'title', 'readOnly']);

const CHECKS: Record<string, Check> = {
  $ref: (value, rule, _, document) => mismatch(document, resolve(document, String(rule)), value),
  type: (value, rule) =>
    [rule].flat().some((type) => isType(value, String(type))) ? null : `is not ${JSON.stringify(rule)}`,
  const: (value, rule) => (same(value, rule) ? null : `is not ${JSON.stringify(rule)}`),
  enum: (value, rule) =>
    (rule as Json[]).some((option) => same(value, option)) ? null : `is none of ${JSON.stringify(rule)}`,
  pattern: (value, rule) =>
    typeof value !== 'string' || new RegExp(String(rule), 'u').test(value) ? null : `breaks ${rule}`,
  format: (value, rule) => {
    const format = FORMATS[String(rule)];
    if (!format) return `has a format that this check does not know: ${rule}`;
    return typeof value !== 'string' || format.test(value) ? null : `is no ${rule}`;
  },
  minLength: (value, rule) => (typeof value !== 'string' || value.length >= Number(rule) ? null : 'is too short'),
  maxLength: (value, rule) => (typeof value !== 'string' || value.length <= Number(rule) ? null : 'is too long'),
  minimum: (value, rule) => (typeof value !== 'number' || value >= Number(rule) ? null : `is below ${rule}`),
  maximum: (value, rule) => (typeof value !== 'number' || value <= Number(rule) ? null : `is above ${rule}`),
  exclusiveMinimum: (value, rule) =>
    typeof value !== 'number' || value > Number(rule) ? null : `is not above ${rule}`,
  maxItems: (value, rule) => (!Array.isArray(value) || value.length <= Number(rule) ? null : 'has too many items'),
  required: (value, rule) => {
    const missing = isObject(value) ? (rule as string[]).find((name) => !Object.hasOwn(value, name)) : undefined;
    return missing === undefined ? null : `has no ${missing}`;
  },
  properties: (value, rule, _, document) =>
    isObject(value)
      ? first(Object.entries(rule as Record<string, JsonObject>), ([name, schema]) =>
          Object.hasOwn(value, name) ? under(name, mismatch(document, schema, value[name] ?? null)) : null,
        )
      : null,
  additionalProperties: (value, rule, schema, document) => {
    if (!isObject(value) || rule === true) return null;
    const known = (schema['properties'] ?? {}) as JsonObject;
    return first(
      Object.keys(value).filter((name) => !Object.hasOwn(known, name)),
      (name) =>
        rule === false ? `has ${name}` : under(name, mismatch(document, rule as JsonObject, value[name] ?? null)),
    );
  },
  propertyNames: (value, rule, _, document) =>
    isObject(value) ? first(Object.keys(value), (name) => mismatch(document, rule as JsonObject, name)) : null,
  items: (value, rule, _, document) =>
    Array.isArray(value)
      ? first([...value.entries()], ([i, item]) => under(String(i), mismatch(document, rule as JsonObject, item)))
      : null,
  allOf: (value, rule, _, document) => first(rule as JsonObject[], (part) => mismatch(document, part, value)),
  anyOf: (value, rule, _, document) =>
    (rule as JsonObject[]).some((part) => mismatch(document, part, value) === null) ? null : 'fits no alternative',
  oneOf: (value, rule, _, document) => {
    const found = (rule as JsonObject[]).map((part) => mismatch(document, part, value));
    const fits = found.filter((reason) => reason === null).length;
    return fits === 1 ? null : `fits ${fits} of ${found.length} alternatives: ${found.join('; ')}`;
  },
};

const FORMATS: Record<string, RegExp> = {
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: /^[a-z][a-z\d+.-]*:\S+$/i,
};

/**
 * Why a value does not fit a schema of the document, or null. Small, because it knows just what our document uses: a
 * keyword it does not know fails, so nothing passes unread.
 */
export function mismatch(document: JsonObject, schema: JsonObject, value: Json): string | null {
  return first(Object.entries(schema), ([keyword, rule]) => {
    if (NOTES.has(keyword)) return null;
    const check = CHECKS[keyword];
    return check ? check(value, rule, schema, document) : `is held to a keyword that is not known: ${keyword}`;
  });
}

/** What a `$ref` stands for. @throws Error when there is nothing. */
export function resolve(document: JsonObject, ref: string): JsonObject {
  let at: Json | undefined = document;
  for (const step of ref.replace(/^#\//, '').split('/')) at = isObject(at) ? at[step] : undefined;
  if (!isObject(at)) throw new Error(`${ref} leads nowhere.`);
  return at;
}

function first<Item>(items: readonly Item[], check: (item: Item) => string | null): string | null {
  for (const item of items) {
    const reason = check(item);
    if (reason !== null) return reason;
  }
  return null;
}

function under(step: string, reason: string | null): string | null {
  return reason === null ? null : `${step}${/^[^ ]+\b ?(is|has|fits|breaks) /.test(reason) ? '.' : ' '}${reason}`;
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isType(value: Json, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}
