import { FermataError } from '#core/errors.ts';
import type { Deps } from '#server/deps.ts';
import { sha256 } from '#server/ids.ts';
import { memberOf } from './membership.ts';
import { type Actor, PERMISSIONS, type Permission } from './permissions.ts';

/** Shorter ones could be guessed. */
export const API_KEY_MIN_CHARS = 20;

/** All that a key may be allowed at all. */
export const KEY_SCOPES: readonly Permission[] = PERMISSIONS.filter(
  (permission) => permission !== 'member:manage' && permission !== 'key:manage',
);

const USED_AT_STEP_MS = 60_000;

/**
 * The person a key acts for, within its scopes. Only the hash is stored, so the lookup is by hash and takes the same
 * time for every wrong key.
 * @param authorization the whole header.
 * @throws FermataError UNAUTHENTICATED when the key is unknown, expired or revoked, or its person is no member.
 */
export async function actorOfKey(deps: Deps, authorization: string): Promise<Actor> {
  const secret = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (!secret) throw new FermataError('UNAUTHENTICATED', 'The Authorization header must be "Bearer" and an API key.');
  const key = await deps.prisma.apiKey.findUnique({ where: { hash: sha256(secret) } });
  const now = Date.now();
  if (!key || key.revokedAt || (key.expiresAt && key.expiresAt.getTime() <= now)) throw unknownKey();
  const member = await memberOf(deps, key.userId, key.workspaceId);
  if (!member) throw unknownKey();
  // "Last used" is for people: to the minute is enough, and a busy key does not write on every call.
  if (!key.lastUsedAt || now - key.lastUsedAt.getTime() > USED_AT_STEP_MS) {
    await deps.prisma.apiKey.update({ where: { id: key.id }, data: { lastUsedAt: new Date(now) } });
  }
  return { ...member, via: 'api-key', scopes: key.scopes };
}

function unknownKey(): FermataError {
  return new FermataError('UNAUTHENTICATED', 'This API key is not valid.');
}
