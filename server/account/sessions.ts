import { FermataError } from '#core/errors.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import type { Pool, PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { PEOPLE_CHANNEL } from '#server/live/live.ts';
import type { SignInInput } from './account.schema.ts';
import { clearLoginAttempt, countLoginAttempt, loginKeys } from './login-limit.ts';
import { memberOf } from './membership.ts';

/** Where a request comes from. */
export interface Caller {
  /** As far as the network shows; null when unknown. */
  address: string | null;
  headers: Headers;
}

/**
 * Checks a password and opens a session, within the login limits. The session that the request came with ends.
 * @returns the cookies to set.
 * @throws FermataError UNAUTHENTICATED, with one sentence for every reason; RATE_LIMITED.
 */
export async function signIn(deps: Deps, input: SignInInput, from: Caller): Promise<string[]> {
  const { account, network } = loginKeys(input.email, from.address);
  await countLoginAttempt(deps.pool, [account, network]);
  const cookies = await openSession(deps, input, from);
  await clearLoginAttempt(deps.pool, { account, network });
  return cookies;
}

/** As {@link signIn}, where the limits have been counted already or do not apply. */
export async function openSession(deps: Deps, input: SignInInput, from: Caller): Promise<string[]> {
  const user = await deps.prisma.user.findUnique({ where: { email: input.email }, select: { id: true } });
  const member = user && (await memberOf(deps, user.id));
  // Also for somebody unknown: it takes as long as for somebody known, so the time tells nothing either.
  const opened = await deps.auth.api
    .signInEmail({ body: { email: input.email, password: input.password }, returnHeaders: true })
    .catch((cause: unknown) => {
      if (isRefusal(cause)) return null;
      throw cause;
    });
  if (!opened || !member) {
    if (opened) await deps.prisma.session.deleteMany({ where: { token: opened.response.token } });
    await recordRefusal(deps, input.email, user && { id: user.id, isMember: member !== null }, from);
    throw new FermataError('UNAUTHENTICATED', 'The e-mail address or the password is wrong.');
  }
  await deps.auth.api.signOut({ headers: from.headers });
  await withTransaction(deps.pool, async (client) => {
    await noteDevice(client, opened.response.token, from);
    const actor = { ...member, via: 'session', scopes: null } as const;
    const target = { type: 'member', id: member.user.id, name: member.user.name } as const;
    await recordAudit(deps, client, actor, {
      action: 'session.opened',
      target,
      details: from.address === null ? {} : { address: from.address },
    });
  });
  return opened.headers.getSetCookie();
}

/** Ends the session of the request, if it has one. Returns the cookies to set. */
export async function signOut(deps: Deps, headers: Headers): Promise<string[]> {
  const result = await deps.auth.api.signOut({ headers, returnHeaders: true });
  return result.headers.getSetCookie();
}

/** Whoever's rights change signs in again: no session outlives what it was opened with. Open streams end with it. */
export async function endSessions(client: Pool | PoolClient, userId: string): Promise<void> {
  await client.query('DELETE FROM session WHERE user_id = $1', [userId]);
  await announceAccess(client, userId);
}

/** Makes what a person has open look again whether it is still allowed. In a transaction: once it is committed. */
export async function announceAccess(client: Pool | PoolClient, userId: string): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [PEOPLE_CHANNEL, userId]);
}

/** Writes down from where a session was opened, for the list of sessions. */
export async function noteDevice(client: Pool | PoolClient, token: string | null, from: Caller): Promise<void> {
  const userAgent = from.headers.get('user-agent')?.slice(0, MAX_USER_AGENT_CHARS) ?? null;
  await client.query('UPDATE session SET ip_address = $2, user_agent = $3 WHERE token = $1', [
    token,
    from.address,
    userAgent,
  ]);
}
const MAX_USER_AGENT_CHARS = 500;

/** better-auth throws `APIError`s; the ones below 500 are about what was sent. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500;
}

/** What was tried is known to the log, and to nobody outside. The login limits bound how much is written. */
async function recordRefusal(
  deps: Deps,
  email: string,
  user: { id: string; isMember: boolean } | null,
  from: Caller,
): Promise<void> {
  const place =
    (user && (await deps.prisma.membership.findFirst({ where: { userId: user.id } }))) ??
    (await deps.prisma.instance.findUnique({ where: { id: 1 } }));
  if (!place) return;
  const reason = user ? (user.isMember ? 'wrong password' : 'not a member, or deactivated') : 'unknown address';
  await withTransaction(deps.pool, (client) =>
    recordAudit(
      deps,
      client,
      { workspaceId: place.workspaceId, system: 'Sign-in' },
      {
        action: 'session.refused',
        target: user ? { type: 'member', id: user.id, name: email } : { type: 'request', id: 'sign-in', name: email },
        details: { reason, ...(from.address === null ? {} : { address: from.address }) },
      },
    ),
  );
}
