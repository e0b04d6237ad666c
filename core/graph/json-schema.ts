import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { didYouMean } from '../suggest.ts';
import { FORMATS, typeOfJson } from './json-schema-formats.ts';

/** A schema of the supported subset of JSON Schema 2020-12. Ask {@link schemaProblems} before trusting one. */
export type JsonSchema = JsonObject;

export interface PathMessage {
  path: (string | number)[];
  message: string;
}

export type InputResult = { ok: true; value: Json } | { ok: false; errors: PathMessage[] };

const SCHEMA_TYPES = ['object', 'string', 'number', 'integer', 'boolean', 'array'] as const;

type Check = (value: Json) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isNumber: Check = (value) => typeof value === 'number';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isList: Check = (value) => Array.isArray(value);

/** Every keyword of the subset with what its value must be. */
const KEYWORDS: ReadonlyMap<string, { check: Check; needs: string }> = new Map([
  [
    'type',
    { check: (value) => (SCHEMA_TYPES as readonly Json[]).includes(value), needs: `one of ${SCHEMA_TYPES.join(', ')}` },
  ],
  ['title', { check: isText, needs: 'a text' }],
  ['description', { check: isText, needs: 'a text' }],
  ['format', { check: isText, needs: 'a text' }],
  ['default', { check: () => true, needs: 'a value' }],
  ['enum', { check: (value) => Array.isArray(value) && value.length > 0, needs: 'a list of values' }],
  ['properties', { check: isJsonObject, needs: 'an object of schemas' }],
  ['required', { check: (value) => Array.isArray(value) && value.every(isText), needs: 'a list of names' }],
  ['additionalProperties', { check: isBoolean, needs: 'true or false' }],
  ['items', { check: isJsonObject, needs: 'a schema' }],
  ['minimum', { check: isNumber, needs: 'a number' }],
  ['maximum', { check: isNumber, needs: 'a number' }],
  ['minLength', { check: isCount, needs: 'a whole number' }],
  ['maxLength', { check: isCount, needs: 'a whole number' }],
  ['minItems', { check: isCount, needs: 'a whole number' }],
  ['maxItems', { check: isCount, needs: 'a whole number' }],
  ['examples', { check: isList, needs: 'a list of values' }],
]);
const DEEPEST_SCHEMA = 20;

/** What a schema says that this release does not execute, with the path inside the schema. Empty: it can be used. */
export function schemaProblems(schema: JsonSchema): PathMessage[] {
  return problemsAt(schema, []);
}

function problemsAt(schema: Json, path: (string | number)[]): PathMessage[] {
  if (!isJsonObject(schema)) return [{ path, message: 'A schema is an object' }];
  if (path.length > 2 * DEEPEST_SCHEMA) return [{ path, message: `A schema is at most ${DEEPEST_SCHEMA} deep` }];
  const found: PathMessage[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    const known = KEYWORDS.get(keyword);
    const at = [...path, keyword];
    if (!known) {
      const hint = didYouMean(keyword, KEYWORDS.keys());
      found.push({ path: at, message: `"${keyword}" is not supported by this version${hint}` });
    } else if (!known.check(value)) {
      found.push({ path: at, message: `"${keyword}" must be ${known.needs}` });
    }
  }
  return [...found, ...nestedProblems(schema, path), ...consistencyProblems(schema, path)];
}

function nestedProblems(schema: JsonSchema, path: (string | number)[]): PathMessage[] {
  const found: PathMessage[] = [];
  if (isJsonObject(schema.properties)) {
    for (const [name, property] of Object.entries(schema.properties)) {
      found.push(...problemsAt(property, [...path, 'properties', name]));
    }
  }
  if (isJsonObject(schema.items)) found.push(...problemsAt(schema.items, [...path, 'items']));
  return found;
}

function consistencyProblems(schema: JsonSchema, path: (string | number)[]): PathMessage[] {
  const found: PathMessage[] = [];
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  for (const [i, name] of (Array.isArray(schema.required) ? schema.required : []).entries()) {
    if (typeof name !== 'string' || Object.hasOwn(properties, name)) continue;
    const message = `"${name}" is required but not described${didYouMean(name, Object.keys(properties))}`;
    found.push({ path: [...path, 'required', i], message });
  }
  if (schema.default !== undefined) {
    // A default that does not fit would make every run without a value fail.
    const { default: fallback, ...rest } = schema;
    const result = validateInput(rest, fallback);
    if (!result.ok)
      found.push({ path: [...path, 'default'], message: `The default does not fit: ${result.errors[0]?.message}` });
  }
  return found;
}

/**
 * Checks a value against a schema and fills in defaults. Unknown keys are kept unless `additionalProperties` is false;
 * keywords outside the subset are passed over. The value itself is not changed.
 */
export function validateInput(schema: JsonSchema | null | undefined, value: Json): InputResult {
  const errors: PathMessage[] = [];
  const result = check(schema ?? {}, value, [], errors);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: result };
}

function check(schema: JsonSchema, value: Json, path: (string | number)[], errors: PathMessage[]): Json {
  const fail = (message: string): Json => {
    errors.push({ path, message });
    return value;
  };
  const wrong = wrongType(schema.type, value);
  if (wrong) return fail(wrong);
  if (Array.isArray(schema.enum) && !schema.enum.some((option) => JSON.stringify(option) === JSON.stringify(value))) {
    return fail(`Must be one of ${schema.enum.map((option) => JSON.stringify(option)).join(', ')}`);
  }
  const problem = wrongSize(schema, value) ?? wrongFormat(schema, value);
  if (problem) return fail(problem);
  if (Array.isArray(value)) {
    const items = isJsonObject(schema.items) ? schema.items : null;
    return items ? value.map((item, i) => check(items, item, [...path, i], errors)) : value;
  }
  return isJsonObject(value) ? checkObject(schema, value, path, errors) : value;
}

function checkObject(schema: JsonSchema, value: JsonObject, path: (string | number)[], errors: PathMessage[]): Json {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const result = new Map<string, Json>(Object.entries(value));
  for (const [name, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue;
    const given = result.get(name) ?? (result.has(name) ? null : property.default);
    if (given !== undefined) result.set(name, check(property, given, [...path, name], errors));
    else if (required.has(name)) errors.push({ path: [...path, name], message: 'Required' });
  }
  if (schema.additionalProperties === false) {
    for (const name of result.keys()) {
      if (Object.hasOwn(properties, name)) continue;
      errors.push({
        path: [...path, name],
        message: `Unknown key "${name}"${didYouMean(name, Object.keys(properties))}`,
      });
    }
  }
  // fromEntries defines properties, so a key `__proto__` stays data.
  return Object.fromEntries(result);
}

function wrongType(type: Json | undefined, value: Json): string | null {
  if (typeof type !== 'string') return null;
  const actual = typeOfJson(value);
  if (actual === type || (type === 'number' && actual === 'integer')) return null;
  const article = /^[aeiou]/.test(type) ? 'an' : 'a';
  return `Must be ${type === 'integer' ? 'a whole number' : `${article} ${type}`}, is ${actual}`;
}

function wrongSize(schema: JsonSchema, value: Json): string | null {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  if (typeof value === 'number') {
    if (typeof minimum === 'number' && value < minimum) return `Must be at least ${minimum}`;
    if (typeof maximum === 'number' && value > maximum) return `Must be at most ${maximum}`;
  }
  if (typeof value === 'string') {
    if (typeof minLength === 'number' && value.length < minLength) return `Must have at least ${minLength} characters`;
    if (typeof maxLength === 'number' && value.length > maxLength) return `Must have at most ${maxLength} characters`;
  }
  if (Array.isArray(value)) {
    if (typeof minItems === 'number' && value.length < minItems) return `Must have at least ${minItems} items`;
    if (typeof maxItems === 'number' && value.length > maxItems) return `Must have at most ${maxItems} items`;
  }
  return null;
}

/** Formats without a check here (`textarea`, say) are hints for the form. An empty text is "not filled in", not malformed. */
function wrongFormat(schema: JsonSchema, value: Json): string | null {
  if (typeof value !== 'string' || value === '' || typeof schema.format !== 'string') return null;
  const format = FORMATS.get(schema.format);
  return format && !format.test(value) ? `Must be ${format.example}` : null;
}
