import type { z } from 'zod';
import { FermataError } from '#core/errors.ts';
import type { Deps } from '#server/deps.ts';
import { notFound } from '#server/ids.ts';
import { roleSchema, type memberSchema, type Person, type UpdateMemberInput } from './account.schema.ts';
import { requirePermission, type Actor } from './permissions.ts';
import { endSessions } from './sessions.ts';

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
    you: row.userId === actor.user.id,
  }));
}

/**
 * Changes role or approver flag and ends the member's sessions.
 * @throws FermataError FORBIDDEN for the owner's role and for one's own role.
 */
export async function updateMember(deps: Deps, actor: Actor, input: UpdateMemberInput): Promise<void> {
  requirePermission(actor, 'member:manage');
  const member = await requireMember(deps, actor, input.userId);
  const isSelf = member.userId === actor.user.id;
  if (member.role === 'owner' && (input.role !== undefined || !isSelf)) {
    throw new FermataError('FORBIDDEN', 'The owner can only be changed by the owner, and stays the owner.');
  }
  if (isSelf && input.role !== undefined && input.role !== member.role) {
    throw new FermataError('FORBIDDEN', 'Nobody can change their own role. Ask another admin.');
  }
  const data = { role: input.role ?? member.role, approver: input.approver ?? member.approver };
  if (data.role === member.role && data.approver === member.approver) return;
  await deps.prisma.membership.update({
    where: { workspaceId_userId: { workspaceId: actor.workspaceId, userId: member.userId } },
    data,
  });
  if (!isSelf) await endSessions(deps, member.userId);
}

/**
 * Takes a person out of the workspace. What they did stays under their name; their sessions and keys stop working.
 * @throws FermataError FORBIDDEN for the owner and for oneself.
 */
export async function removeMember(deps: Deps, actor: Actor, input: { userId: string }): Promise<void> {
  requirePermission(actor, 'member:manage');
  const member = await requireMember(deps, actor, input.userId);
  if (member.role === 'owner') throw new FermataError('FORBIDDEN', 'The owner cannot be removed.');
  if (member.userId === actor.user.id) throw new FermataError('FORBIDDEN', 'Nobody can remove themselves.');
  await deps.prisma.membership.delete({
    where: { workspaceId_userId: { workspaceId: actor.workspaceId, userId: member.userId } },
  });
  await endSessions(deps, member.userId);
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

async function requireMember(deps: Deps, actor: Actor, userId: string) {
  const member = await deps.prisma.membership.findUnique({
    where: { workspaceId_userId: { workspaceId: actor.workspaceId, userId } },
  });
  if (!member) throw notFound('member');
  return member;
}
