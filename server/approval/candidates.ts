import { roleSchema } from '#server/account/account.schema.ts';
import type { Deps } from '#server/deps.ts';
import type { Candidate } from './eligibility.ts';

/** Everybody in the workspace, as somebody who could decide. */
export async function memberCandidates(
  deps: Pick<Deps, 'prisma'>,
  workspaceId: string,
): Promise<(Candidate & { user: { id: string; name: string; email: string } })[]> {
  const rows = await deps.prisma.membership.findMany({
    where: { workspaceId },
    include: { user: { select: { id: true, name: true, email: true } } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map((row) => ({ user: row.user, role: roleSchema.parse(row.role), approver: row.approver }));
}
