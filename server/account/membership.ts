import type { Deps } from '#server/deps.ts';
import { roleSchema } from './account.schema.ts';
import type { Actor } from './permissions.ts';

/** Role and workspace as they are now: who was removed or deactivated has none, whatever session they still hold. */
export async function memberOf(
  deps: Pick<Deps, 'prisma'>,
  userId: string,
): Promise<Omit<Actor, 'via' | 'scopes'> | null> {
  const membership = await deps.prisma.membership.findFirst({
    where: { userId, deactivatedAt: null },
    include: { user: { select: { id: true, name: true, email: true } } },
    orderBy: { createdAt: 'asc' },
  });
  if (!membership) return null;
  return {
    workspaceId: membership.workspaceId,
    user: membership.user,
    role: roleSchema.parse(membership.role),
    approver: membership.approver,
  };
}
