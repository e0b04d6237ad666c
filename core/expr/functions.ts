import { EvaluationError } from '@marcbachmann/cel-js';
import type { Json } from '../json.ts';
import { formatDate } from './format-date.ts';
import { EXPRESSION_LIMITS } from './limits.ts';
import { fromCel, toCel, toText } from './values.ts';
import { spend } from './work.ts';

/** What a character costs, measured: `upper()` and the like, writing JSON, reading it. */
const STEPS = { text: 10, writeJson: 10, readJson: 50 };
/** Steps of `glob()` are counted in lots of this many. */
const GLOB_LOT = 1_000;
const STEPS_PER_GLOB_LOT = 10 * GLOB_LOT;

/** A function of ours beyond CEL's own; the editor completes from this list. */
export interface ExpressionFunction {
  name: string;
  /** As people read it: `truncate(text, length)`. */
  usage: string;
  description: string;
  /** CEL signatures, as a function and as a method where that reads well. */
  signatures: readonly string[];
  run: (...args: never[]) => unknown;
}

export const EXPRESSION_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    name: 'join',
    usage: 'join(list, separator)',
    description: 'The items as one text',
    signatures: ['join(dyn): string', 'join(dyn, string): string', 'list.join(): string', 'list.join(string): string'],
    run: (list: unknown, separator = '') =>
      listOf('join', list)
        .map((item) => toText(fromCel(item)))
        .join(separator),
  },
  {
    name: 'upper',
    usage: 'upper(text)',
    description: 'In capital letters',
    signatures: ['upper(dyn): string', 'string.upper(): string'],
    run: (text: unknown) => textOf('upper', text).toUpperCase(),
  },
  {
    name: 'lower',
    usage: 'lower(text)',
    description: 'In small letters',
    signatures: ['lower(dyn): string', 'string.lower(): string'],
    run: (text: unknown) => textOf('lower', text).toLowerCase(),
  },
  {
    name: 'trim',
    usage: 'trim(text)',
    description: 'Without spaces at both ends',
    signatures: ['trim(dyn): string'],
    run: (text: unknown) => textOf('trim', text).trim(),
  },
  {
    name: 'truncate',
    usage: 'truncate(text, length)',
    description: 'Cut to a length, with … when something was cut off',
    signatures: ['truncate(dyn, dyn): string', 'string.truncate(dyn): string'],
    run: (text: unknown, length: unknown) => truncate(textOf('truncate', text), numberOf('truncate', length)),
  },
  {
    name: 'replace',
    usage: 'replace(text, from, to)',
    description: 'Every occurrence of a text replaced by another',
    signatures: ['replace(dyn, string, string): string', 'string.replace(string, string): string'],
    run: (text: unknown, from: string, to: string) => replaceAll(textOf('replace', text), from, to),
  },
  {
    name: 'glob',
    usage: 'glob(text, pattern)',
    description: 'Whether the whole text fits a pattern with * and ?',
    signatures: ['glob(dyn, string): bool', 'string.glob(string): bool'],
    run: (text: unknown, pattern: string) => glob(textOf('glob', text), pattern),
  },
  {
    name: 'json',
    usage: 'json(value)',
    description: 'The value as JSON text',
    signatures: ['json(dyn): string'],
    run: (value: unknown) => writeJson(value),
  },
  {
    name: 'parseJson',
    usage: 'parseJson(text)',
    description: 'The value of a JSON text',
    signatures: ['parseJson(dyn): dyn'],
    run: (text: unknown) => parseJson(textOf('parseJson', text)),
  },
  {
    name: 'first',
    usage: 'first(list)',
    description: 'The first item',
    signatures: ['first(dyn): dyn', 'list.first(): dyn'],
    run: (list: unknown) => itemOf('first', listOf('first', list, Infinity), 0),
  },
  {
    name: 'last',
    usage: 'last(list)',
    description: 'The last item',
    signatures: ['last(dyn): dyn', 'list.last(): dyn'],
    run: (list: unknown) => itemOf('last', listOf('last', list, Infinity), -1),
  },
  {
    name: 'sum',
    usage: 'sum(numbers)',
    description: 'The sum of a list of numbers',
    signatures: ['sum(dyn): double', 'list.sum(): double'],
    run: (list: unknown) => numbersOf('sum', list).reduce((total, number) => total + number, 0),
  },
  {
    name: 'min',
    usage: 'min(numbers)',
    description: 'The smallest of a list of numbers, or of two',
    signatures: ['min(dyn): double', 'min(dyn, dyn): double', 'list.min(): double'],
    run: (...args: unknown[]) => extreme('min', args),
  },
  {
    name: 'max',
    usage: 'max(numbers)',
    description: 'The largest of a list of numbers, or of two',
    signatures: ['max(dyn): double', 'max(dyn, dyn): double', 'list.max(): double'],
    run: (...args: unknown[]) => extreme('max', args),
  },
  {
    name: 'round',
    usage: 'round(number, digits)',
    description: 'Rounded to a number of digits after the point, 0 when left out',
    signatures: ['round(dyn): double', 'round(dyn, dyn): double'],
    run: (number: unknown, digits: unknown = 0) => round(numberOf('round', number), numberOf('round', digits)),
  },
  {
    name: 'date',
    usage: 'date(time, format)',
    description: 'A time in UTC written as in "yyyy-MM-dd HH:mm"',
    signatures: ['date(dyn): string', 'date(dyn, string): string'],
    run: (time: unknown, format = 'yyyy-MM-dd') => formatDate(timeOf(time), format),
  },
];

/** Stops the evaluation with a sentence; the evaluator adds the place. */
export function failEvaluation(message: string, code = 'invalid_argument'): never {
  throw new EvaluationError({ code, message });
}

/** A list within the bound on items. */
export function listOf(name: string, value: unknown, maxItems: number = EXPRESSION_LIMITS.items): readonly unknown[] {
  if (!Array.isArray(value)) return failEvaluation(`${name}() needs a list`);
  if (value.length > maxItems) {
    return failEvaluation(`${name}() works on ${maxItems} items at most, the list has ${value.length}`);
  }
  spend(value.length);
  return value;
}

function textOf(name: string, value: unknown): string {
  if (typeof value !== 'string') return failEvaluation(`${name}() needs a text`);
  spend(STEPS.text * value.length);
  return value;
}

function numberOf(name: string, value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : failEvaluation(`${name}() needs a number`);
}

function numbersOf(name: string, list: unknown): number[] {
  return listOf(name, list).map((item) => numberOf(name, item));
}

function extreme(name: 'min' | 'max', args: unknown[]): number {
  const numbers = args.length === 1 ? numbersOf(name, args[0]) : args.map((arg) => numberOf(name, arg));
  if (numbers.length === 0) return failEvaluation(`${name}() needs at least one number`, 'no_such_key');
  return Math[name](...numbers);
}

/** An empty list counts as a missing path, so that `default(first(list), x)` works. */
function itemOf(name: string, list: readonly unknown[], index: number): unknown {
  return list.length === 0 ? failEvaluation(`${name}() of an empty list`, 'no_such_key') : list.at(index);
}

function truncate(text: string, length: number): string {
  const max = Math.max(0, Math.trunc(length));
  if (text.length <= max) return text;
  const cut = text.slice(0, Math.max(0, max - 1));
  // Never leaves half of a surrogate pair, which the database would refuse.
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}${max > 0 ? '…' : ''}`;
}

function replaceAll(text: string, from: string, to: string): string {
  if (from === '') return text;
  // Looking for a text takes up to its length at every place, whoever wrote the two.
  spend(text.length * from.length);
  const parts = text.split(from);
  if (text.length + parts.length * to.length > EXPRESSION_LIMITS.resultChars) {
    return failEvaluation('replace() would give more than 50 MB');
  }
  spend(parts.length * to.length);
  return parts.join(to);
}

/** Two pointers with one backtrack point: at most text × pattern steps, whatever the pattern. */
function glob(text: string, pattern: string): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let mark = 0;
  for (let steps = 1; at < text.length; steps += 1) {
    if (steps % GLOB_LOT === 0) spend(STEPS_PER_GLOB_LOT);
    if (pattern[next] === '*') {
      star = next;
      mark = at;
      next += 1;
    } else if (next < pattern.length && (pattern[next] === '?' || pattern[next] === text[at])) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      mark += 1;
      at = mark;
      next = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(next));
}

function writeJson(value: unknown): string {
  const text = JSON.stringify(fromCel(value));
  spend(STEPS.writeJson * text.length);
  return text;
}

function parseJson(text: string): unknown {
  spend(STEPS.readJson * text.length);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return failEvaluation('parseJson() needs a JSON text');
  }
  return toCel(value);
}

function round(number: number, digits: number): number {
  const places = Math.min(12, Math.max(0, Math.trunc(digits)));
  // Through the decimal text: 1.005 * 100 is 100.49999999999999.
  const shifted = Math.round(Number(`${number}e${places}`));
  return Number.isFinite(shifted) ? Number(`${shifted}e-${places}`) : Math.round(number);
}

function timeOf(value: unknown): Date {
  const date = value instanceof Date ? value : new Date(typeof value === 'bigint' ? Number(value) : (value as string));
  return Number.isNaN(date.getTime()) ? failEvaluation('date() needs a time such as 2026-05-01T12:00:00Z') : date;
}
