import { FermataError } from '#core/errors.ts';
import type { Deps } from '#server/deps.ts';
import type { SignInInput } from './account.schema.ts';
import { clearLoginAttempt, countLoginAttempt, loginKeys } from './login-limit.ts';

/**
 * Checks a password and opens a session, within the login limits.
 * @param from `address`: who asks, as far as the network shows; `headers`: of the request, its session is replaced.
 * @returns the cookies to set.
 * @throws FermataError UNAUTHENTICATED, with one sentence for every reason; RATE_LIMITED.
 */
export async function signIn(
  deps: Deps,
  input: SignInInput,
  from: { address: string | null; headers: Headers },
): Promise<string[]> {
  const keys = loginKeys(input.email, from.address);
  await countLoginAttempt(deps.pool, keys);
  // A person without membership was removed: for them the password is as wrong as any.
  const isMember = (await deps.prisma.membership.count({ where: { user: { email: input.email } } })) > 0;
  const cookies = await openSession(deps, input, from.headers);
  if (!isMember) throw wrongCredentials();
  await clearLoginAttempt(deps.pool, keys);
  return cookies;
}

/** A new session for a right password; the one the request came with ends. */
export async function openSession(deps: Deps, input: SignInInput, headers: Headers): Promise<string[]> {
  const opened = await deps.auth.api
    .signInEmail({ body: { email: input.email, password: input.password }, returnHeaders: true })
    .catch((cause: unknown) => {
      throw isRefusal(cause) ? wrongCredentials() : cause;
    });
  await deps.auth.api.signOut({ headers });
  return opened.headers.getSetCookie();
}

/** Ends the session of the request, if it has one. Returns the cookies to set. */
export async function signOut(deps: Deps, headers: Headers): Promise<string[]> {
  const result = await deps.auth.api.signOut({ headers, returnHeaders: true });
  return result.headers.getSetCookie();
}

/** Whoever's rights change signs in again: no session outlives what it was opened with. */
export async function endSessions(deps: Pick<Deps, 'prisma'>, userId: string): Promise<void> {
  await deps.prisma.session.deleteMany({ where: { userId } });
}

/** better-auth throws `APIError`s; the ones below 500 are about what was sent. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500;
}

function wrongCredentials(): FermataError {
  return new FermataError('UNAUTHENTICATED', 'The e-mail address or the password is wrong.');
}
