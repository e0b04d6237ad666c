import { z } from 'zod';

/** Any value that JSON can express. User data never has another type inside Fermata. */
export type Json = z.core.util.JSONType;
export type JsonObject = { [key: string]: Json };

export const jsonSchema = z.json();
export const jsonObjectSchema = z.record(z.string(), z.json());

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
