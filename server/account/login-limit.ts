import ipaddr from 'ipaddr.js';
import { FermataError } from '#core/errors.ts';
import type { Pool } from '#server/db/pool.ts';
import { sha256 } from '#server/ids.ts';

const MAX_FAILURES = 10;
const WINDOW_MINUTES = 15;

/** What a failed sign-in counts against. */
export interface LoginKeys {
  account: string;
  network: string;
}

/** A network is one IPv4 address or one IPv6 /64: a single customer of a provider owns all of the latter. */
export function loginKeys(email: string, address: string | null): LoginKeys {
  return { account: accountLoginKey(email), network: `network:${networkOf(address)}` };
}

export function networkOf(address: string | null): string {
  if (!address || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return `${parsed.toString()}/32`;
  const prefix = parsed.toByteArray().slice(0, 8);
  return `${prefix.map((byte) => byte.toString(16).padStart(2, '0')).join('')}/64`;
}

/** What a person who is signed in counts against when they enter their password again. */
export function accountLoginKey(email: string): string {
  return `account:${sha256(email)}`;
}

/**
 * Counts an attempt before it is made, so that parallel attempts cannot pass together; a success takes it back.
 * @throws FermataError RATE_LIMITED after ten failures of an account or a network within 15 minutes, with
 * `{retryAfterSeconds}`.
 */
export async function countLoginAttempt(pool: Pool, keys: string[]): Promise<void> {
  const { rows } = await pool.query<{ count: number; waitSeconds: number }>(
    `INSERT INTO login_attempt (key, count, window_start)
     SELECT key, 1, now() FROM unnest($1::text[]) AS key ORDER BY key
     ON CONFLICT (key) DO UPDATE SET
       count = CASE WHEN login_attempt.window_start < now() - make_interval(mins => $2) THEN 1 ELSE login_attempt.count + 1 END,
       window_start = CASE WHEN login_attempt.window_start < now() - make_interval(mins => $2) THEN now() ELSE login_attempt.window_start END
     RETURNING count, ceil(extract(epoch FROM window_start + make_interval(mins => $2) - now()))::int AS "waitSeconds"`,
    [keys, WINDOW_MINUTES],
  );
  const full = rows.filter((row) => row.count > MAX_FAILURES);
  if (full.length === 0) return;
  const retryAfterSeconds = Math.max(1, ...full.map((row) => row.waitSeconds));
  const minutes = Math.ceil(retryAfterSeconds / 60);
  throw new FermataError(
    'RATE_LIMITED',
    `Too many attempts. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    { details: { retryAfterSeconds } },
  );
}

/** A success clears the account and gives the network its one attempt back: it may still be guessing at others. */
export async function clearLoginAttempt(pool: Pool, keys: { account: string; network?: string }): Promise<void> {
  await pool.query(
    `WITH cleared AS (DELETE FROM login_attempt WHERE key = $1)
     UPDATE login_attempt SET count = greatest(count - 1, 0) WHERE key = $2`,
    [keys.account, keys.network ?? null],
  );
}
