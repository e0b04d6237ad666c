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
  return { account: `account:${sha256(email)}`, network: `network:${networkOf(address)}` };
}

export function networkOf(address: string | null): string {
  if (!address || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return `${parsed.toString()}/32`;
  const prefix = parsed.toByteArray().slice(0, 8);
  return `${prefix.map((byte) => byte.toString(16).padStart(2, '0')).join('')}/64`;
}

/**
 * Counts an attempt before it is made, so that parallel attempts cannot pass together; a success takes it back.
 * @throws FermataError RATE_LIMITED after ten failures of the account or the network within 15 minutes.
 */
export async function countLoginAttempt(pool: Pool, keys: LoginKeys): Promise<void> {
  const { rows } = await pool.query<{ count: number }>(
    `INSERT INTO login_attempt (key, count, window_start)
     SELECT key, 1, now() FROM unnest($1::text[]) AS key ORDER BY key
     ON CONFLICT (key) DO UPDATE SET
       count = CASE WHEN login_attempt.window_start < now() - make_interval(mins => $2) THEN 1 ELSE login_attempt.count + 1 END,
       window_start = CASE WHEN login_attempt.window_start < now() - make_interval(mins => $2) THEN now() ELSE login_attempt.window_start END
     RETURNING count`,
    [[keys.account, keys.network], WINDOW_MINUTES],
  );
  if (rows.every((row) => row.count <= MAX_FAILURES)) return;
  throw new FermataError('RATE_LIMITED', `Too many attempts to sign in. Try again in ${WINDOW_MINUTES} minutes.`);
}

/** A success clears the account and gives the network its one attempt back: it may still be guessing at others. */
export async function clearLoginAttempt(pool: Pool, keys: LoginKeys): Promise<void> {
  await pool.query(
    `WITH cleared AS (DELETE FROM login_attempt WHERE key = $1)
     UPDATE login_attempt SET count = greatest(count - 1, 0) WHERE key = $2`,
    [keys.account, keys.network],
  );
}
