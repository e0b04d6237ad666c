import type { z } from 'zod';
import { FermataError } from '#core/errors.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import type { PoolClient } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { notFound } from '#server/ids.ts';
import { roleSchema, type memberSchema, type Person, type UpdateMemberInput } from './account.schema.ts';
import { requirePermission, type Actor, type Role } from './permissions.ts';
import { announceAccess, endSessions } from './sessions.ts';

/** Everybody who has a place here, also those who are deactivated. */
export async function listMembers(deps: Deps, actor: Actor): Promise<z.infer<typeof memberSchema>[]> {
  requirePermission(actor, 'member:view');
  const rows = await deps.prisma.membership.findMany({
    where: { workspaceId: actor.workspaceId },
    include: { user: { select: { name: true, email: true } } },
    orderBy: [{ createdAt: 'asc' }, { userId: 'asc' }],
  });
  return rows.map((row) => ({
    userId: row.userId,
    name: row.user.name,
    email: row.user.email,
    role: roleSchema.parse(row.role),
    approver: row.approver,
    joinedAt: row.createdAt.toISOString(),
    deactivatedAt: row.deactivatedAt?.toISOString() ?? null,
    you: row.userId === actor.user.id,
  }));
}

/**
 * Changes role or approver flag and ends the member's sessions.
 * @throws FermataError FORBIDDEN for the owner's role and for one's own role.
 */
export async function updateMember(deps: Deps, actor: Actor, input: UpdateMemberInput): Promise<void> {
  await changeMember(deps, actor, input.userId, async (client, member) => {
    const isSelf = member.userId === actor.user.id;
    if (member.role === 'owner' && (input.role !== undefined || !isSelf)) {
      throw new FermataError('FORBIDDEN', 'The owner can only be changed by the owner, and stays the owner.');
    }
    if (isSelf && input.role !== undefined && input.role !== member.role) {
      throw new FermataError('FORBIDDEN', 'Nobody can change their own role. Ask another admin.');
    }
    const { role = member.role, approver = member.approver } = input;
    if (role === member.role && approver === member.approver) return;
    await client.query('UPDATE membership SET role = $3, approver = $4 WHERE workspace_id = $1 AND user_id = $2', [
      actor.workspaceId,
      member.userId,
      role,
      approver,
    ]);
    if (isSelf) await announceAccess(client, member.userId);
    else await endSessions(client, member.userId);
    const was = { role: member.role, approver: member.approver };
    await recordAudit(deps, client, actor, {
      action: 'member.changed',
      target: targetOf(member),
      details: { role, approver, was },
    });
  });
}

/**
 * Keeps a person out until they are let in again: sessions end, keys rest, and no gate counts on them. They keep their
 * place, their role and their history.
 * @throws FermataError FORBIDDEN for the owner and for oneself.
 */
export async function deactivateMember(deps: Deps, actor: Actor, input: { userId: string }): Promise<void> {
  await changeMember(deps, actor, input.userId, async (client, member) => {
    refuseOwnerAndSelf(actor, member, 'deactivated');
    if (member.deactivatedAt) return;
    await client.query('UPDATE membership SET deactivated_at = now() WHERE workspace_id = $1 AND user_id = $2', [
      actor.workspaceId,
      member.userId,
    ]);
    await endSessions(client, member.userId);
    await recordAudit(deps, client, actor, { action: 'member.deactivated', target: targetOf(member) });
  });
}

/** Lets a deactivated person in again, as what they were. */
export async function reactivateMember(deps: Deps, actor: Actor, input: { userId: string }): Promise<void> {
  await changeMember(deps, actor, input.userId, async (client, member) => {
    if (!member.deactivatedAt) return;
    await client.query('UPDATE membership SET deactivated_at = NULL WHERE workspace_id = $1 AND user_id = $2', [
      actor.workspaceId,
      member.userId,
    ]);
    await announceAccess(client, member.userId);
    await recordAudit(deps, client, actor, { action: 'member.reactivated', target: targetOf(member) });
  });
}

/**
 * Takes a person out of the workspace. What they did stays under their name; their sessions, keys and open invites end for good.
 * @throws FermataError FORBIDDEN for the owner and for oneself.
 */
export async function removeMember(deps: Deps, actor: Actor, input: { userId: string }): Promise<void> {
  await changeMember(deps, actor, input.userId, async (client, member) => {
    refuseOwnerAndSelf(actor, member, 'removed');
    const ids = [actor.workspaceId, member.userId];
    await client.query('DELETE FROM membership WHERE workspace_id = $1 AND user_id = $2', ids);
    await client.query(
      `DELETE FROM invite WHERE workspace_id = $1 AND used_at IS NULL
         AND email = (SELECT email FROM app_user WHERE id = $2)`,
      ids,
    );
    // Invited again, they begin anew: an old key must not wake up with them.
    await client.query(
      'UPDATE api_key SET revoked_at = now() WHERE workspace_id = $1 AND user_id = $2 AND revoked_at IS NULL',
      ids,
    );
    await endSessions(client, member.userId);
    await recordAudit(deps, client, actor, { action: 'member.removed', target: targetOf(member) });
  });
}

/** Signs a person out everywhere. They may sign in again. */
export async function endMemberSessions(deps: Deps, actor: Actor, input: { userId: string }): Promise<void> {
  await changeMember(deps, actor, input.userId, async (client, member) => {
    if (member.role === 'owner' && member.userId !== actor.user.id) {
      throw new FermataError('FORBIDDEN', 'Only the owner can end the sessions of the owner.');
    }
    await endSessions(client, member.userId);
    await recordAudit(deps, client, actor, {
      action: 'session.revoked',
      target: targetOf(member),
      details: { sessions: 'all' },
    });
  });
}

/** Names by user id; a person who is gone keeps their id. */
export async function personsById(deps: Pick<Deps, 'prisma'>, ids: string[]): Promise<(id: string) => Person> {
  const users = await deps.prisma.user.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  const byId = new Map(users.map((user) => [user.id, user]));
  return (id) => byId.get(id) ?? { id, name: 'A former member' };
}

interface MemberRow {
  userId: string;
  name: string;
  role: Role;
  approver: boolean;
  deactivatedAt: Date | null;
}

/** One member, locked, in one transaction: of two admins at the same time the second sees what the first did. */
async function changeMember(
  deps: Deps,
  actor: Actor,
  userId: string,
  change: (client: PoolClient, member: MemberRow) => Promise<void>,
): Promise<void> {
  requirePermission(actor, 'member:manage');
  await withTransaction(deps.pool, async (client) => {
    const { rows } = await client.query<MemberRow>(
      `SELECT m.user_id AS "userId", u.name, m.role, m.approver, m.deactivated_at AS "deactivatedAt"
       FROM membership m JOIN app_user u ON u.id = m.user_id
       WHERE m.workspace_id = $1 AND m.user_id = $2 FOR UPDATE OF m`,
      [actor.workspaceId, userId],
    );
    const member = rows[0];
    if (!member) throw notFound('member');
    await change(client, { ...member, role: roleSchema.parse(member.role) });
  });
}

function refuseOwnerAndSelf(actor: Actor, member: MemberRow, what: 'removed' | 'deactivated'): void {
  if (member.role === 'owner') throw new FermataError('FORBIDDEN', `The owner cannot be ${what}.`);
  if (member.userId === actor.user.id) throw new FermataError('FORBIDDEN', `Nobody can be ${what} by themselves.`);
}

function targetOf(member: MemberRow) {
  return { type: 'member', id: member.userId, name: member.name } as const;
}
