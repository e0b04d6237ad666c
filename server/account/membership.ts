import type { Deps } from '#server/deps.ts';
import { roleSchema } from './account.schema.ts';
import type { Actor } from './permissions.ts';

/** Role and workspace as they are now: a removed member has none, whatever session or key they still hold. */
export async function memberOf(
  deps: Pick<Deps, 'prisma'>,
  userId: string,
  workspaceId?: string,
): Promise<Omit<Actor, 'via' | 'scopes'> | null> {
  const membership = await deps.prisma.membership.findFirst({
    where: { userId, ...(workspaceId ? { workspaceId } : {}) },
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
