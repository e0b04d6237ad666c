import { z } from 'zod';

/** Any value that JSON can express. User data never has another type inside Fermata. */
export type Json = z.core.util.JSONType;
export type JsonObject = { [key: string]: Json };

/**
 * Checked in place instead of with `z.json()`, which copies every value and loses a key called `__proto__`:
 * values keep their identity, and such a key stays plain data.
 */
export const jsonSchema = z.custom<Json>((value) => isJson(value, 0), 'Only what JSON can say');
export const jsonObjectSchema = z.custom<JsonObject>((value) => isJsonObject(value) && isJson(value, 0), {
  error: (issue) => (isJsonObject(issue.input) ? 'Only what JSON can say' : 'An object with names and values'),
});

/** Far deeper than anything that may be stored, and far from the end of the call stack. */
const DEEPEST = 500;

function isJson(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object': {
      if (value === null) return true;
      if (depth > DEEPEST) return false;
      if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
      const prototype: unknown = Object.getPrototypeOf(value);
      const plain = prototype === Object.prototype || prototype === null;
      return plain && Object.values(value).every((item) => isJson(item, depth + 1));
    }
    default:
      return false;
  }
}

/**
 * A value as the journal keeps it: in place up to 32 KB of JSON text, else by reference to an artifact row.
 * The fold carries references unresolved, so a state never grows with the size of the data that flows through it.
 */
export const storedSchema = z.union([
  z.strictObject({ value: jsonSchema }),
  z.strictObject({ ref: z.string(), bytes: z.int().nonnegative() }),
]);
export type Stored = z.infer<typeof storedSchema>;

/** Gives the value behind a {@link Stored}; the caller must have loaded every reference it will be asked for. */
export type ResolveStored = (stored: Stored) => Json;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
