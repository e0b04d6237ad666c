import { type JsonObject, jsonObjectSchema } from '#core/json.ts';
import type { PrismaTypes } from '#server/db/prisma.ts';
import { requirePermission, type Actor } from '#server/account/permissions.ts';
import type { Deps } from '#server/deps.ts';
import { requireId } from '#server/ids.ts';
import { approvalStatusSchema, type ApprovalListItem, type ApprovalView } from './approval.schema.ts';
import { type MemberCandidate, memberCandidates } from './candidates.ts';
import { isEligible, mayDecide } from './eligibility.ts';

/** The inbox shows this many; older decisions are found through their run. */
const MAX_ROWS = 200;

export const approvalInclude = {
  votes: { orderBy: { at: 'asc' } },
  run: { select: { simulated: true, workflow: { select: { name: true, title: true } } } },
} satisfies PrismaTypes.ApprovalInclude;
export type ApprovalRow = PrismaTypes.ApprovalGetPayload<{ include: typeof approvalInclude }>;

/** Approvals of the workspace: the longest waiting first, decided ones by when they were decided. */
export async function listApprovals(
  deps: Deps,
  actor: Actor,
  input: { view: ApprovalView },
): Promise<ApprovalListItem[]> {
  requirePermission(actor, 'gate:view');
  const { workspaceId } = actor;
  const decided = input.view === 'decided';
  const rows = await deps.prisma.approval.findMany({
    where: { workspaceId, status: decided ? { not: 'pending' } : 'pending' },
    include: approvalInclude,
    orderBy: decided ? [{ decidedAt: 'desc' }, { createdAt: 'desc' }] : [{ createdAt: 'asc' }, { id: 'asc' }],
    // "Mine" is picked from all that wait, whoever they are for.
    ...(input.view === 'mine' ? {} : { take: MAX_ROWS }),
  });
  const candidates = await memberCandidates(deps, workspaceId);
  const items = rows.map((row) => toListItem(row, actor, candidates));
  return input.view === 'mine' ? items.filter((item) => item.canDecide).slice(0, MAX_ROWS) : items;
}

/** How many wait for the caller. */
export async function countApprovals(deps: Deps, actor: Actor): Promise<{ mine: number }> {
  requirePermission(actor, 'gate:view');
  const rows = await deps.prisma.approval.findMany({
    where: { workspaceId: actor.workspaceId, status: 'pending' },
    select: { roles: true, users: true, votes: { where: { discarded: false }, select: { userId: true } } },
  });
  return { mine: rows.filter((row) => mayDecide(actor, row) && !hasVoted(row.votes, actor)).length };
}

export interface ApprovalForProgram extends ApprovalListItem {
  /** Field -> what the workflow proposed. */
  editable: JsonObject;
  /** Field -> what is shown now, after edits; null while nobody edited. */
  values: JsonObject | null;
  payloadHash: string;
}

/** What waits for people, for programs. */
export async function listApprovalsOf(
  deps: Deps,
  actor: Actor,
  filter: { status: string | null; runId: string | null; after: string | null; limit: number },
): Promise<{ items: ApprovalForProgram[]; more: boolean }> {
  requirePermission(actor, 'gate:view');
  const rows = await deps.prisma.approval.findMany({
    where: {
      workspaceId: actor.workspaceId,
      ...(filter.status === null ? {} : { status: filter.status }),
      ...(filter.runId === null ? {} : { runId: requireId(filter.runId, 'run') }),
      ...(filter.after === null ? {} : { id: { gt: requireId(filter.after, 'approval') } }),
    },
    include: approvalInclude,
    orderBy: { id: 'asc' },
    take: filter.limit + 1,
  });
  const candidates = await memberCandidates(deps, actor.workspaceId);
  const items = rows.slice(0, filter.limit).map((row) => ({
    ...toListItem(row, actor, candidates),
    editable: jsonObjectSchema.parse(row.editable),
    values: jsonObjectSchema.nullable().parse(row.values),
    payloadHash: row.payloadHash,
  }));
  return { items, more: rows.length > filter.limit };
}

export function toListItem(row: ApprovalRow, actor: Actor, candidates: MemberCandidate[]): ApprovalListItem {
  const status = approvalStatusSchema.parse(row.status);
  const counting = row.votes.filter((vote) => !vote.discarded);
  const deciders = status === 'pending' ? [] : counting.filter((vote) => vote.decision === status);
  const approvals = counting.filter((vote) => vote.decision === 'approved');
  const eligible = candidates
    .filter((candidate) => isEligible(candidate, row) && !hasVoted(counting, candidate))
    .map(({ user }) => user.name);
  return {
    id: row.id,
    runId: row.runId,
    key: row.key,
    workflow: row.run.workflow,
    title: row.title,
    message: row.message,
    status,
    dueAt: row.dueAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    required: row.required,
    votes: approvals.length,
    approvedBy: approvals.map(deciderOf),
    roles: row.roles,
    users: row.users,
    eligible: { count: eligible.length, names: eligible },
    canDecide: status === 'pending' && mayDecide(actor, row) && !hasVoted(counting, actor),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decidedBy: deciders.map(deciderOf),
    simulated: row.run.simulated,
  };
}

function deciderOf({ name, at }: { name: string; at: Date }): { name: string; at: string } {
  return { name, at: at.toISOString() };
}

function hasVoted(votes: { userId: string }[], { user }: { user: { id: string } }): boolean {
  return votes.some((vote) => vote.userId === user.id);
}
