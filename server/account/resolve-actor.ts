import { FermataError } from '#core/errors.ts';
import type { Deps } from '#server/deps.ts';
import { actorOfKey } from './api-keys.ts';
import { memberOf } from './membership.ts';
import type { Actor } from './permissions.ts';

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
  const session = await deps.auth.api.getSession({ headers, returnHeaders: true });
  if (!session.response) return { actor: null, cookies: [] };
  const member = await memberOf(deps, session.response.user.id);
  const actor: Actor | null = member && { ...member, via: 'session', scopes: null };
  return { actor, cookies: session.headers.getSetCookie() };
}

/** @throws FermataError UNAUTHENTICATED for a visitor. */
export function requireSignedIn(actor: Actor | null): Actor {
  if (actor) return actor;
  throw new FermataError('UNAUTHENTICATED', 'Sign in, or send an API key as "Authorization: Bearer …".');
}
