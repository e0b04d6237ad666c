import { roleSchema } from '#server/account/account.schema.ts';
import type { Deps } from '#server/deps.ts';
import type { Candidate } from './eligibility.ts';

export type MemberCandidate = Candidate & { user: { id: string; name: string; email: string } };

/** Everybody in the workspace who may come in, as somebody who could decide. */
export async function memberCandidates(deps: Pick<Deps, 'prisma'>, workspaceId: string): Promise<MemberCandidate[]> {
  const rows = await deps.prisma.membership.findMany({
    where: { workspaceId, deactivatedAt: null },
    include: { user: { select: { id: true, name: true, email: true } } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map((row) => ({ user: row.user, role: roleSchema.parse(row.role), approver: row.approver }));
}
