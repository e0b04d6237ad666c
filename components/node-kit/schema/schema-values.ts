import { validateInput } from '#core/graph/json-schema.ts';
import type { Json, JsonObject } from '#core/json.ts';
import type { ValueKind } from './schema-kinds.ts';

/** A schema with another value for a keyword; empty takes it away. */
export function withKeyword(schema: JsonObject, keyword: string, value: Json | undefined): JsonObject {
  if (value !== undefined && value !== '') return { ...schema, [keyword]: value };
  const { [keyword]: _gone, ...rest } = schema;
  return rest;
}

/** The first example, which is what an empty field shows; further ones stay. */
export function withExample(schema: JsonObject, example: Json | undefined): JsonObject {
  const others = Array.isArray(schema.examples) ? schema.examples.slice(1) : [];
  const examples = example === undefined ? others : [example, ...others];
  return withKeyword(schema, 'examples', examples.length > 0 ? examples : undefined);
}

export function exampleOf(schema: JsonObject): Json | undefined {
  return Array.isArray(schema.examples) ? schema.examples[0] : undefined;
}

/** Choices as they are typed, one on each line. A line that stands there twice counts once. */
export function choicesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter(Boolean))];
}

/** A choice with other options; a default that is no longer among them goes. */
export function withChoices(schema: JsonObject, choices: string[]): JsonObject {
  const next = { ...schema, enum: choices };
  return schema.default === undefined || choices.includes(String(schema.default))
    ? next
    : withKeyword(next, 'default', undefined);
}

export type ReadValue = { ok: true; value: Json | undefined } | { ok: false; message: string };

/** The value that a text stands for in a field of this kind. Empty is none. */
export function readValue(schema: JsonObject, kind: ValueKind, text: string): ReadValue {
  if (text === '') return { ok: true, value: undefined };
  const isNumber = kind === 'number' || kind === 'integer';
  if (isNumber && (text.trim() === '' || !Number.isFinite(Number(text))))
    return { ok: false, message: 'This is no number.' };
  const value = isNumber ? Number(text) : text;
  const { default: _default, ...rest } = schema;
  const result = validateInput(rest, value);
  return result.ok ? { ok: true, value } : { ok: false, message: `${result.errors[0]?.message ?? 'It does not fit'}.` };
}

/** A value as the text of a field. */
export function textOf(value: Json | undefined): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
