import { createHash, randomUUIDv7 } from 'node:crypto';
import { canonicalJson } from '#core/graph/canonical.ts';
import { FermataError } from '#core/errors.ts';
import type { Json } from '#core/json.ts';

/** Ids sort by the time they were made. */
export function newId(): string {
  return randomUUIDv7();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether it has the form of an id. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/**
 * An id that may go into a query. Anything else names nothing that exists; this also keeps `undefined` out of
 * Prisma's `where`, where it would match every row.
 * @throws FermataError NOT_FOUND
 */
export function requireId(id: string, what: string): string {
  if (typeof id === 'string' && isId(id)) return id.toLowerCase();
  throw notFound(what);
}

/** The same answer for what does not exist and for what belongs to another workspace. */
export function notFound(what: string): FermataError {
  return new FermataError('NOT_FOUND', `There is no such ${what}.`);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-256 of the canonical JSON, hex: equal for equal values whatever the order of their keys. */
export function hashJson(value: Json): string {
  return sha256(canonicalJson(value));
}
