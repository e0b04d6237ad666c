import { createHmac, hkdfSync } from 'node:crypto';
import { hashJson } from '#server/ids.ts';

/** One row of the log, without its hash. */
export interface AuditRow {
  workspaceId: string;
  /** From 1, without gaps. */
  seq: number;
  /** ISO 8601, UTC, milliseconds, by the database's clock. */
  at: string;
  via: 'session' | 'api-key' | 'system';
  actorId: string | null;
  actorName: string;
  action: string;
  targetType: string;
  targetId: string;
  targetName: string;
  /** JSON, as the very text that is stored. */
  details: string;
}

/** What comes before the first entry. */
export const CHAIN_START = '0'.repeat(64);

/** SHA-256 over the previous hash and the row's canonical JSON, hex: a change of any row changes every later hash. */
export function chainHash(previous: string, row: AuditRow): string {
  return hashJson({ previous, ...row });
}

/** In place of a seal that was not right when the next entry came: it stays wrong, so that it is still found then. */
export const BROKEN_SEAL = 'broken';

/**
 * A keyed hash of where the chain ends. Somebody who can write to the database, but has no master key, can cut the log
 * and cannot make the seal that belongs to the shorter one.
 */
export function chainSeal(masterKey: string, workspaceId: string, seq: number, hash: string): string {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'fermata audit seal', 32));
  return createHmac('sha256', key).update(`${workspaceId}\0${seq}\0${hash}`).digest('hex');
}
