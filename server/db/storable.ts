import { FermataError } from '#core/errors.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { redactor } from '#server/secret/redactor.ts';

const MAX_DEPTH = 64;

/**
 * Makes any value fit for `jsonb`, by the rules of `JSON.stringify`: NUL and lone surrogates, which PostgreSQL
 * refuses, become U+FFFD. A `__proto__` key stays a plain own property.
 *
 * Everything that a run puts out passes here before it is journaled, folded and shown, errors and gates included: so
 * this is also where secrets are taken out.
 * @throws FermataError VALIDATION when the value is nested more than 64 deep, which cycles are too.
 */
export function storable(value: unknown): Json {
  return convert(value, 0) ?? null;
}

export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** `undefined` means "leave it out", as in `JSON.stringify`. */
function convert(value: unknown, depth: number): Json | undefined {
  if (depth > MAX_DEPTH) {
    throw new FermataError('VALIDATION', `The data is nested more than ${MAX_DEPTH} levels deep.`);
  }
  switch (typeof value) {
    case 'string':
      return redactor.text(storableText(value));
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? null : convertObject(value, depth);
    case 'undefined':
    case 'function':
    case 'symbol':
      return undefined;
  }
}

function convertObject(value: object, depth: number): Json | undefined {
  if ('toJSON' in value && typeof value.toJSON === 'function') return convert(value.toJSON(), depth + 1);
  if (Array.isArray(value)) return value.map((item) => convert(item, depth + 1) ?? null);
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const converted = convert(item, depth + 1);
    if (converted === undefined) continue;
    // Plain assignment to `__proto__` would set the prototype and lose the key.
    Object.defineProperty(result, redactor.text(storableText(key)), {
      value: converted,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return result;
}
