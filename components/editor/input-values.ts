import { isJsonObject } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';

export type InputKind = 'text' | 'long-text' | 'number' | 'yes-no' | 'choice' | 'lines' | 'json';

/** One field of a form made from an object schema. */
export interface InputField {
  name: string;
  label: string;
  description: string | null;
  kind: InputKind;
  required: boolean;
  choices: string[];
  /** Shown while the field is empty. */
  example: string;
}

/** What the form holds: text as typed, or a tick. */
export type InputDraft = Record<string, string | boolean>;

export function inputFields(schema: JsonObject | undefined): InputField[] {
  const properties = isJsonObject(schema?.properties) ? schema.properties : {};
  const required = Array.isArray(schema?.required) ? schema.required : [];
  return Object.entries(properties).map(([name, value]) => {
    const own = isJsonObject(value) ? value : {};
    return {
      name,
      label: typeof own.title === 'string' && own.title !== '' ? own.title : name,
      description: typeof own.description === 'string' ? own.description : null,
      kind: kindOf(own),
      required: required.includes(name),
      choices: Array.isArray(own.enum) ? own.enum.map(String) : [],
      example: exampleText(own),
    };
  });
}

/** The draft of a form: the last values where there are some, else the schema's defaults. */
export function initialDraft(schema: JsonObject | undefined, last: InputDraft | null): InputDraft {
  const properties = isJsonObject(schema?.properties) ? schema.properties : {};
  return Object.fromEntries(
    inputFields(schema).map((field) => {
      const kept = last?.[field.name];
      if (typeof kept === (field.kind === 'yes-no' ? 'boolean' : 'string')) return [field.name, kept ?? ''];
      const own = properties[field.name];
      return [field.name, asText(field, isJsonObject(own) ? own.default : undefined)];
    }),
  );
}

/**
 * The input that a draft means. An empty optional field is left out; what is no number (or no JSON) stays text, so
 * that the check of the schema can say so at the field.
 */
export function toInput(schema: JsonObject | undefined, draft: InputDraft): JsonObject {
  const entries = inputFields(schema).flatMap((field): [string, Json][] => {
    const value = draft[field.name] ?? '';
    if (typeof value === 'boolean') return [[field.name, value]];
    if (value === '' && !(field.required && (field.kind === 'text' || field.kind === 'long-text'))) return [];
    return [[field.name, parsed(field.kind, value)]];
  });
  return Object.fromEntries(entries);
}

function exampleText({ examples }: JsonObject): string {
  const [example] = Array.isArray(examples) ? examples : [];
  return example === undefined ? '' : `e.g. ${typeof example === 'string' ? example : JSON.stringify(example)}`;
}

function kindOf(schema: JsonObject): InputKind {
  if (Array.isArray(schema.enum)) return 'choice';
  switch (schema.type) {
    case 'string':
      return schema.format === 'textarea' ? 'long-text' : 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'yes-no';
    case 'array':
      return isJsonObject(schema.items) && schema.items.type === 'string' ? 'lines' : 'json';
    default:
      return 'json';
  }
}

function asText(field: InputField, value: Json | undefined): string | boolean {
  if (field.kind === 'yes-no') return value === true;
  if (value === undefined || value === null) return '';
  if (field.kind === 'lines' && Array.isArray(value)) return value.map(String).join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parsed(kind: InputKind, text: string): Json {
  if (kind === 'number') return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  if (kind === 'lines')
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  if (kind !== 'json') return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
