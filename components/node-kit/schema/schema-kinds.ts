import { validateInput } from '#core/graph/json-schema.ts';
import { isJsonObject } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';

/** The kinds of value that people choose from. */
export const VALUE_KINDS = [
  'text',
  'long-text',
  'number',
  'integer',
  'yes-no',
  'choice',
  'date',
  'date-time',
  'email',
  'uri',
  'list',
  'object',
  'any',
] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

export const KIND_LABEL: Record<ValueKind, string> = {
  text: 'Text',
  'long-text': 'Long text',
  number: 'Number',
  integer: 'Whole number',
  'yes-no': 'Yes or no',
  choice: 'Choice',
  date: 'Date',
  'date-time': 'Date and time',
  email: 'Email address',
  uri: 'Web address',
  list: 'List',
  object: 'Group',
  any: 'Anything',
};

/** What a new value of a kind says. */
const BLANK: Record<ValueKind, JsonObject> = {
  text: { type: 'string' },
  'long-text': { type: 'string', format: 'textarea' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  'yes-no': { type: 'boolean' },
  choice: { type: 'string', enum: ['one', 'two'] },
  date: { type: 'string', format: 'date' },
  'date-time': { type: 'string', format: 'date-time' },
  email: { type: 'string', format: 'email' },
  uri: { type: 'string', format: 'uri' },
  list: { type: 'array', items: { type: 'string' } },
  object: { type: 'object', properties: {} },
  any: {},
};

const FORMAT_KIND = new Map<Json | undefined, ValueKind>([
  ['textarea', 'long-text'],
  ['date', 'date'],
  ['date-time', 'date-time'],
  ['email', 'email'],
  ['uri', 'uri'],
]);
const TYPE_KIND = new Map<Json | undefined, ValueKind>([
  ['string', 'text'],
  ['number', 'number'],
  ['integer', 'integer'],
  ['boolean', 'yes-no'],
  ['array', 'list'],
  ['object', 'object'],
  [undefined, 'any'],
]);

/** The kind of value that a schema describes; null for one that only JSON can say. */
export function kindOf(schema: Json): ValueKind | null {
  if (!isJsonObject(schema)) return null;
  if (schema.enum !== undefined) return isChoice(schema) ? 'choice' : null;
  const byType = TYPE_KIND.get(schema.type) ?? null;
  return byType === 'text' ? (FORMAT_KIND.get(schema.format) ?? 'text') : byType;
}

function isChoice({ type, enum: options }: JsonObject): boolean {
  if (type !== undefined && type !== 'string') return false;
  return Array.isArray(options) && options.length > 0 && options.every((option) => typeof option === 'string');
}

const FOR_ALL = ['title', 'description'];
/** Keywords that bound a value of a type, by type; they are kept only where they go on to mean something. */
const BOUNDS: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength'],
  number: ['minimum', 'maximum'],
  integer: ['minimum', 'maximum'],
  array: ['minItems', 'maxItems'],
};
const OF_A_KIND = new Set([
  'type',
  'format',
  'enum',
  'items',
  'properties',
  'required',
  'additionalProperties',
  ...Object.values(BOUNDS).flat(),
]);

/** The same schema for another kind of value: what still fits stays, a default and examples too. */
export function withKind(schema: JsonObject, kind: ValueKind): JsonObject {
  if (kindOf(schema) === kind) return schema;
  const blank = BLANK[kind];
  const bounds = typeof blank.type === 'string' ? (BOUNDS[blank.type] ?? []) : [];
  const rest = Object.entries(schema).filter(([keyword]) => !OF_A_KIND.has(keyword) || bounds.includes(keyword));
  const { default: fallback, examples, ...next }: JsonObject = { ...blank, ...Object.fromEntries(rest) };
  const fitting = (Array.isArray(examples) ? examples : []).filter((example) => fits(next, example));
  return {
    ...next,
    ...(fallback !== undefined && fits(next, fallback) ? { default: fallback } : {}),
    ...(fitting.length > 0 ? { examples: fitting } : {}),
  };
}

function fits(schema: JsonObject, value: Json): boolean {
  return validateInput(schema, value).ok;
}

/**
 * What a schema is for: a person fills in the input of a run in a form, parts of an input are given as JSON, a model
 * gives an answer.
 */
export type SchemaPurpose = 'input' | 'part' | 'answer';

/** Whether the fields offer a default. An answer has none: a model is told, not prefilled. */
export function takesDefault(kind: ValueKind, purpose: SchemaPurpose): boolean {
  return purpose !== 'answer' && kind !== 'list' && kind !== 'object' && kind !== 'any';
}

/** Whether they offer an example, which the form shows in the empty field. */
export function takesExample(kind: ValueKind, purpose: SchemaPurpose): boolean {
  return purpose === 'input' && takesDefault(kind, purpose) && kind !== 'yes-no' && kind !== 'choice';
}

/** Keywords of a value that the fields do not show, so that it can be said where they are. */
export function unshownKeywords(schema: Json, purpose: SchemaPurpose): string[] {
  const kind = kindOf(schema);
  if (kind === null || !isJsonObject(schema)) return [];
  const shown = new Set([...FOR_ALL, ...Object.keys(BLANK[kind]), 'type']);
  // The keyword of the object itself is in the ticks of its fields.
  if (kind === 'object') shown.add('required');
  if (kind === 'number' || kind === 'integer') for (const bound of BOUNDS.number ?? []) shown.add(bound);
  if (takesDefault(kind, purpose)) shown.add('default');
  if (takesExample(kind, purpose)) shown.add('examples');
  return Object.keys(schema).filter((keyword) => !shown.has(keyword));
}
