import { isJsonObject } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';

/** The kinds of value that the simple editor knows; everything else is edited as JSON. */
export const ROW_KINDS = ['text', 'long-text', 'number', 'integer', 'yes-no', 'choice', 'list', 'object'] as const;
export type RowKind = (typeof ROW_KINDS)[number];

export const ROW_KIND_LABEL: Record<RowKind, string> = {
  text: 'Text',
  'long-text': 'Long text',
  number: 'Number',
  integer: 'Whole number',
  'yes-no': 'Yes or no',
  choice: 'Choice',
  list: 'List',
  object: 'Object',
};

/** One property of an object schema, as a row shows it. `schema` is kept whole, so nothing it says is lost. */
export interface SchemaRow {
  name: string;
  kind: RowKind;
  required: boolean;
  title: string;
  choices: string[];
  schema: JsonObject;
}

/** The properties of an object schema as rows. */
export function rowsOf(schema: JsonObject): SchemaRow[] {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).map(([name, value]) => {
    const own = isJsonObject(value) ? value : {};
    return {
      name,
      kind: kindOf(own),
      required: required.includes(name),
      title: typeof own.title === 'string' ? own.title : '',
      choices: Array.isArray(own.enum) ? own.enum.map(String) : [],
      schema: own,
    };
  });
}

/** An object schema with other rows; what the rows do not say (descriptions, defaults, other keywords) stays. */
export function withRows(schema: JsonObject, rows: readonly SchemaRow[]): JsonObject {
  const required = rows.filter((row) => row.required).map((row) => row.name);
  const { required: _before, ...rest } = schema;
  return {
    ...rest,
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(rows.map((row) => [row.name, row.schema])),
  };
}

/** A row of another kind. Only what depends on the kind changes. */
export function asKind(row: SchemaRow, kind: RowKind): SchemaRow {
  const {
    type: _type,
    format: _format,
    enum: _enum,
    items: _items,
    properties: _properties,
    default: _default,
    ...rest
  } = row.schema;
  const choices = kind === 'choice' && row.choices.length === 0 ? ['one', 'two'] : row.choices;
  return { ...row, kind, choices, schema: { ...typeOf(kind, choices), ...rest } };
}

export function withTitle(row: SchemaRow, title: string): SchemaRow {
  const { title: _before, ...rest } = row.schema;
  return { ...row, title, schema: title === '' ? rest : { ...rest, title } };
}

export function withChoices(row: SchemaRow, choices: string[]): SchemaRow {
  return { ...row, choices, schema: { ...row.schema, enum: choices } };
}

export function newRow(name: string): SchemaRow {
  return { name, kind: 'text', required: false, title: '', choices: [], schema: { type: 'string' } };
}

function kindOf(schema: JsonObject): RowKind {
  if (Array.isArray(schema.enum)) return 'choice';
  const byType: Record<string, RowKind> = {
    number: 'number',
    integer: 'integer',
    boolean: 'yes-no',
    array: 'list',
    object: 'object',
  };
  if (schema.type === 'string') return schema.format === 'textarea' ? 'long-text' : 'text';
  return typeof schema.type === 'string' && Object.hasOwn(byType, schema.type)
    ? (byType[schema.type] ?? 'object')
    : 'object';
}

function typeOf(kind: RowKind, choices: string[]): Record<string, Json> {
  const types: Record<RowKind, Record<string, Json>> = {
    text: { type: 'string' },
    'long-text': { type: 'string', format: 'textarea' },
    number: { type: 'number' },
    integer: { type: 'integer' },
    'yes-no': { type: 'boolean' },
    choice: { type: 'string', enum: choices },
    list: { type: 'array', items: { type: 'string' } },
    object: { type: 'object' },
  };
  return types[kind];
}
