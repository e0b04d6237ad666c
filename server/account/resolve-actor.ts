import { FermataError } from '#core/errors.ts';
import type { Deps } from '#server/deps.ts';
import { actorOfKey } from './api-keys.ts';
import { memberOf } from './membership.ts';
import type { Actor } from './permissions.ts';

/** However often it is used, a session ends this long after its sign-in. */
export const SESSION_MAX_MS = 30 * 24 * 60 * 60 * 1000;
/** "Last used" is for people: to the minute is enough. */
const USE_STALE_MS = 60_000;

export interface Resolved {
  actor: Actor | null;
  /** A session that was prolonged on this request. */
  cookies: string[];
}

/**
 * Who a request comes from: a key in `Authorization: Bearer`, else a session cookie.
 * A key that is wrong is an error; it never falls back to the cookie.
 * @throws FermataError UNAUTHENTICATED
 */
export async function resolveActor(deps: Deps, headers: Headers): Promise<Resolved> {
  const authorization = headers.get('authorization');
  if (authorization !== null) return { actor: await actorOfKey(deps, authorization), cookies: [] };
  if (!headers.has('cookie')) return { actor: null, cookies: [] };
  const answer = await deps.auth.api.getSession({ headers, returnHeaders: true });
  const session = answer.response?.session;
  if (!session || isTooOld(session)) return { actor: null, cookies: [] };
  if (Date.now() - session.updatedAt.getTime() > USE_STALE_MS) {
    await deps.pool.query('UPDATE session SET updated_at = now() WHERE id = $1', [session.id]);
  }
  const member = await memberOf(deps, session.userId);
  const actor: Actor | null = member && { ...member, via: 'session', scopes: null };
  return { actor, cookies: answer.headers.getSetCookie() };
}

/** The session of a request, which is left as it is; null when there is none that counts. */
export async function currentSession(deps: Deps, headers: Headers): Promise<{ id: string; userId: string } | null> {
  const answer = await deps.auth.api.getSession({ headers, query: { disableRefresh: true } });
  return answer && !isTooOld(answer.session) ? answer.session : null;
}

function isTooOld(session: { createdAt: Date }): boolean {
  return Date.now() - session.createdAt.getTime() > SESSION_MAX_MS;
}

/** @throws FermataError UNAUTHENTICATED for a visitor. */
export function requireSignedIn(actor: Actor | null): Actor {
  if (actor) return actor;
  throw new FermataError('UNAUTHENTICATED', 'Sign in, or send an API key as "Authorization: Bearer …".');
}
