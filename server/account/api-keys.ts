import { FermataError } from '#core/errors.ts';
import type { Deps } from '#server/deps.ts';
import { sha256 } from '#server/ids.ts';
import { roleSchema } from './account.schema.ts';
import { type Actor, NEVER_BY_KEY, PERMISSIONS, type Permission } from './permissions.ts';

/** The key that comes from the setting of this name; no other key is called so. */
export const ENV_KEY_NAME = 'FERMATA_API_KEY';

/** Shorter ones could be guessed. */
export const API_KEY_MIN_CHARS = 20;

/** All that a key may be allowed at all. */
export const KEY_SCOPES: readonly Permission[] = PERMISSIONS.filter((permission) => !NEVER_BY_KEY.includes(permission));

/**
 * The person a key acts for, within its scopes. Only the hash is stored, so the lookup is by hash and takes the same
 * time for every wrong key.
 * @param authorization the whole header.
 * @throws FermataError UNAUTHENTICATED when the key is unknown, expired or revoked, or its person is no member, or deactivated.
 */
export async function actorOfKey(deps: Deps, authorization: string): Promise<Actor> {
  const secret = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (!secret) throw new FermataError('UNAUTHENTICATED', 'The Authorization header must be "Bearer" and an API key.');
  const { rows } = await deps.pool.query<KeyRow>(KEY_QUERY, [sha256(secret)]);
  const key = rows[0];
  if (!key) throw unknownKey();
  // "Last used" is for people: to the minute is enough, and a busy key does not write on every call.
  if (key.isUseStale) await deps.pool.query('UPDATE api_key SET last_used_at = now() WHERE id = $1', [key.id]);
  return {
    workspaceId: key.workspaceId,
    user: { id: key.userId, name: key.name, email: key.email },
    role: roleSchema.parse(key.role),
    approver: key.approver,
    via: 'api-key',
    scopes: key.scopes,
  };
}

interface KeyRow {
  id: string;
  workspaceId: string;
  userId: string;
  name: string;
  email: string;
  role: string;
  approver: boolean;
  scopes: string[];
  isUseStale: boolean;
}

/** One statement, because every call of a program begins with it. */
const KEY_QUERY = `
  SELECT k.id, k.workspace_id AS "workspaceId", u.id AS "userId", u.name, u.email, m.role, m.approver, k.scopes,
         k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute' AS "isUseStale"
  FROM api_key k
  JOIN membership m ON m.workspace_id = k.workspace_id AND m.user_id = k.user_id AND m.deactivated_at IS NULL
  JOIN app_user u ON u.id = k.user_id
  WHERE k.hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`;

function unknownKey(): FermataError {
  return new FermataError('UNAUTHENTICATED', 'This API key is not valid.');
}
