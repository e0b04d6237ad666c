import type { z } from 'zod';
import { recordAudit } from '#server/audit/record-audit.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { notFound } from '#server/ids.ts';
import type { sessionSchema } from './account.schema.ts';
import { describeDevice } from './describe-device.ts';
import { type Actor, requireSession } from './permissions.ts';
import { currentSession, SESSION_MAX_MS } from './resolve-actor.ts';
import { announceAccess } from './sessions.ts';

/** Where the person is signed in, the session that asks first, then by last use. */
export async function listOwnSessions(
  deps: Deps,
  actor: Actor,
  headers: Headers,
): Promise<z.infer<typeof sessionSchema>[]> {
  requireSession(actor);
  const current = await currentSession(deps, headers);
  const now = Date.now();
  const rows = await deps.prisma.session.findMany({
    where: {
      userId: actor.user.id,
      expiresAt: { gt: new Date(now) },
      createdAt: { gt: new Date(now - SESSION_MAX_MS) },
    },
    orderBy: { updatedAt: 'desc' },
  });
  const sessions = rows.map((row) => ({
    id: row.id,
    device: describeDevice(row.userAgent),
    address: row.ipAddress,
    signedInAt: row.createdAt.toISOString(),
    lastUsedAt: row.updatedAt.toISOString(),
    current: row.id === current?.id,
  }));
  return sessions.sort((a, b) => Number(b.current) - Number(a.current));
}

/**
 * Ends one of the person's own sessions; what is open there ends with it.
 * @throws FermataError NOT_FOUND also for a session of somebody else.
 */
export async function endOwnSession(deps: Deps, actor: Actor, input: { id: string }): Promise<void> {
  requireSession(actor);
  await withTransaction(deps.pool, async (client) => {
    const { rows } = await client.query<{ userAgent: string | null }>(
      'DELETE FROM session WHERE user_id = $1 AND id = $2 RETURNING user_agent AS "userAgent"',
      [actor.user.id, input.id],
    );
    const session = rows[0];
    if (!session) throw notFound('session');
    await announceAccess(client, actor.user.id);
    await recordAudit(deps, client, actor, {
      action: 'session.revoked',
      target: { type: 'member', id: actor.user.id, name: actor.user.name },
      details: { sessions: 1, device: describeDevice(session.userAgent) },
    });
  });
}

/** Signs the person out everywhere but here. @returns how many sessions ended. */
export async function endOtherSessions(deps: Deps, actor: Actor, headers: Headers): Promise<{ ended: number }> {
  requireSession(actor);
  const current = await currentSession(deps, headers);
  return withTransaction(deps.pool, async (client) => {
    const { rowCount } = await client.query('DELETE FROM session WHERE user_id = $1 AND id IS DISTINCT FROM $2', [
      actor.user.id,
      current?.id ?? null,
    ]);
    const ended = rowCount ?? 0;
    if (ended === 0) return { ended };
    await announceAccess(client, actor.user.id);
    await recordAudit(deps, client, actor, {
      action: 'session.revoked',
      target: { type: 'member', id: actor.user.id, name: actor.user.name },
      details: { sessions: ended },
    });
    return { ended };
  });
}
