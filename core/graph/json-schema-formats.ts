import type { Json } from '../json.ts';

/** Formats that are checked, with what to say. All patterns run in linear time. */
export const FORMATS: ReadonlyMap<string, { test(value: string): boolean; example: string }> = new Map([
  ['email', { test: (value) => /^[^\s@]+@[^\s@]+$/.test(value), example: 'an email address such as ada@example.com' }],
  ['uri', { test: (value) => URL.canParse(value), example: 'an address such as https://example.com' }],
  ['date', { test: isDate, example: 'a date such as 2026-05-01' }],
  ['date-time', { test: isDateTime, example: 'a time such as 2026-05-01T12:00:00Z' }],
]);

function isDate(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}

function isDateTime(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}/.test(value) && !Number.isNaN(Date.parse(value));
}

/** The name of a value's type in JSON Schema's words; whole numbers are `integer`. */
export function typeOfJson(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
