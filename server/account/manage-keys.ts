import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { FermataError } from '#core/errors.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { newId, notFound, requireId, sha256 } from '#server/ids.ts';
import { ENV_KEY_NAME } from './api-keys.ts';
import { confirmPassword } from './confirm-password.ts';
import type { CreateKeyInput, createKeyOutput, keySchema } from './key.schema.ts';
import { personsById } from './members.ts';
import { type Actor, can, requireSession } from './permissions.ts';
import { announceAccess } from './sessions.ts';

const KEY_BYTES = 32;
const PREFIX_CHARS = 12;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Keys that were not revoked, the newest first: one's own, and everybody's for whoever manages keys. */
export async function listKeys(deps: Deps, actor: Actor): Promise<z.infer<typeof keySchema>[]> {
  requireSession(actor);
  const { workspaceId, user } = actor;
  const rows = await deps.prisma.apiKey.findMany({
    where: { workspaceId, revokedAt: null, ...(can(actor, 'key:manage') ? {} : { userId: user.id }) },
    orderBy: { createdAt: 'desc' },
  });
  const userIds = rows.map((row) => row.userId);
  const person = await personsById(deps, userIds);
  const active = await deps.prisma.membership.findMany({
    where: { workspaceId, userId: { in: userIds }, deactivatedAt: null },
    select: { userId: true },
  });
  const isActive = new Set(active.map((row) => row.userId));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    person: person(row.userId),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    fromEnvironment: row.name === ENV_KEY_NAME,
    resting:
      row.expiresAt && row.expiresAt.getTime() <= Date.now()
        ? 'expired'
        : isActive.has(row.userId)
          ? null
          : 'deactivated',
  }));
}

/**
 * Makes a key for oneself. It may do what its scopes say and its person may do at that moment, never more. Only its
 * hash is kept.
 * @throws FermataError VALIDATION for a wrong password; FORBIDDEN for a scope beyond one's own rights, or to a key.
 */
export async function createKey(
  deps: Deps,
  actor: Actor,
  input: CreateKeyInput,
): Promise<z.infer<typeof createKeyOutput>> {
  requireSession(actor);
  const beyond = input.scopes.find((scope) => !can(actor, scope));
  if (beyond) {
    throw new FermataError('FORBIDDEN', `A key cannot do more than you may: ${beyond} is not yours.`, {
      details: { permission: beyond },
    });
  }
  await confirmPassword(deps, actor, input.password, 'password');
  const id = newId();
  const key = `fmt_${randomBytes(KEY_BYTES).toString('base64url')}`;
  const scopes = [...new Set(input.scopes)];
  const expiresAt = input.expiresInDays === null ? null : new Date(Date.now() + input.expiresInDays * DAY_MS);
  await withTransaction(deps.pool, async (client) => {
    await client.query(
      `INSERT INTO api_key (id, workspace_id, user_id, name, prefix, hash, scopes, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, actor.workspaceId, actor.user.id, input.name, key.slice(0, PREFIX_CHARS), sha256(key), scopes, expiresAt],
    );
    await recordAudit(deps, client, actor, {
      action: 'key.created',
      target: { type: 'key', id, name: input.name },
      details: { scopes, expiresAt: expiresAt?.toISOString() ?? null },
    });
  });
  return { id, key };
}

/**
 * Ends a key for good: one's own, or anybody's for whoever manages keys. What it has open ends too.
 * @throws FermataError NOT_FOUND; CONFLICT for the key of the environment, which would come back.
 */
export async function revokeKey(deps: Deps, actor: Actor, input: { id: string }): Promise<void> {
  requireSession(actor);
  const id = requireId(input.id, 'key');
  await withTransaction(deps.pool, async (client) => {
    const { rows } = await client.query<{ name: string; userId: string }>(
      `SELECT name, user_id AS "userId" FROM api_key
       WHERE id = $1 AND workspace_id = $2 AND revoked_at IS NULL FOR UPDATE`,
      [id, actor.workspaceId],
    );
    const key = rows[0];
    // To whoever may not see it, it is not there.
    if (!key || (key.userId !== actor.user.id && !can(actor, 'key:manage'))) throw notFound('key');
    if (key.name === ENV_KEY_NAME) {
      throw new FermataError('CONFLICT', `This key is the setting ${ENV_KEY_NAME}: take it away there and restart.`);
    }
    await client.query('UPDATE api_key SET revoked_at = now() WHERE id = $1', [id]);
    await announceAccess(client, key.userId);
    await recordAudit(deps, client, actor, { action: 'key.revoked', target: { type: 'key', id, name: key.name } });
  });
}
