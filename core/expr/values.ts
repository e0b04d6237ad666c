import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import type { Json } from '../json.ts';
import { ExpressionError } from './expression-error.ts';
import { EXPRESSION_LIMITS } from './limits.ts';

/**
 * The border between JSON and CEL values.
 *
 * The evaluator tells objects by their `constructor`, so data with a key of that name must cross as a Map. It is rare:
 * a value is scanned once and passes as it is when it has none. The scan also measures the JSON text, so that a small
 * expression that repeats a large value a thousand times is refused before somebody serialises it.
 */
interface Known {
  size: number;
  cel: unknown;
}
const known = new WeakMap<object, Known>();

/** A JSON value as the evaluator may see it. */
export function toCel(value: Json): unknown {
  return inspect(value, 0).cel;
}

function inspect(value: Json, depth: number): Known {
  if (typeof value !== 'object' || value === null) return { size: scalarSize(value), cel: value };
  const before = known.get(value);
  if (before) return before;
  if (depth > 2 * EXPRESSION_LIMITS.resultDepth) throw new ExpressionError('The data is nested too deeply');
  const isList = Array.isArray(value);
  const keys = isList ? null : Object.keys(value);
  const parts = Object.values(value).map((part) => inspect(part, depth + 1));
  const size =
    2 + parts.reduce((sum, part) => sum + part.size + 1, 0) + (keys ?? []).reduce((n, k) => n + k.length + 3, 0);
  const originals: Json[] = Object.values(value);
  const unchanged = !Object.hasOwn(value, 'constructor') && parts.every((part, i) => part.cel === originals[i]);
  const converted = (): unknown =>
    keys ? new Map(keys.map((key, i) => [key, parts[i]?.cel])) : parts.map((part) => part.cel);
  const result = { size, cel: unchanged ? value : converted() };
  known.set(value, result);
  return result;
}

function scalarSize(value: Json): number {
  return typeof value === 'string' ? value.length + 2 : 8;
}

/**
 * A result as JSON. Whole numbers become JSON numbers, times become ISO text.
 * @throws ExpressionError for what JSON cannot say, and for results beyond the bounds.
 */
export function fromCel(value: unknown): Json {
  let left: number = EXPRESSION_LIMITS.resultChars;
  const charge = (chars: number): void => {
    left -= chars;
    if (left < 0) throw new ExpressionError('The result is larger than 50 MB');
  };
  const convert = (part: unknown, depth: number): Json => {
    if (depth > EXPRESSION_LIMITS.resultDepth) throw new ExpressionError('The result is nested too deeply');
    if (typeof part !== 'object' || part === null) return scalarFromCel(part, charge);
    const seen = known.get(part);
    if (seen?.cel === part) {
      charge(seen.size);
      return part as Json;
    }
    if (Array.isArray(part)) {
      charge(part.length + 2);
      return part.map((item) => convert(item, depth + 1));
    }
    if (part instanceof Date) return part.toISOString();
    if (part instanceof UnsignedInt) return integer(part.value);
    if (part instanceof Duration) return part.toString();
    const entries = entriesOf(part);
    // fromEntries defines properties, so a key `__proto__` stays data.
    return Object.fromEntries(
      entries.map(([key, item]) => {
        charge(key.length + 4);
        return [key, convert(item, depth + 1)];
      }),
    );
  };
  return convert(value, 0);
}

function entriesOf(part: object): [string, unknown][] {
  if (part instanceof Map) return [...part].map(([key, item]) => [String(key), item]);
  const prototype: unknown = Object.getPrototypeOf(part);
  if (prototype === Object.prototype || prototype === null) return Object.entries(part);
  throw new ExpressionError('The result is a type or bytes, which JSON cannot say');
}

function scalarFromCel(part: unknown, charge: (chars: number) => void): Json {
  switch (typeof part) {
    case 'string':
      charge(part.length + 2);
      return part;
    case 'number':
      if (!Number.isFinite(part)) throw new ExpressionError('The result is not a finite number');
      charge(8);
      return part;
    case 'bigint':
      charge(8);
      return integer(part);
    case 'boolean':
      charge(5);
      return part;
    default:
      if (part === null) return null;
      throw new ExpressionError('The expression has no result');
  }
}

function integer(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw new ExpressionError(`${value} is beyond 2^53, more than a JSON number holds`);
  return number;
}

/** A value inside a longer text: text as it is, null as nothing, objects and lists as JSON. */
export function toText(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
