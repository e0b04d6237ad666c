import { randomBytes } from 'node:crypto';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import type { z } from 'zod';
import { FermataError } from '#core/errors.ts';
import type { Prisma, PrismaTypes } from '#server/db/prisma.ts';
import type { Deps } from '#server/deps.ts';
import { notFound, requireId, sha256 } from '#server/ids.ts';
import {
  type AcceptInviteInput,
  type InviteMemberInput,
  type inviteMemberOutput,
  type inviteSchema,
  roleSchema,
} from './account.schema.ts';
import { credentialAccount } from './credential-account.ts';
import { personsById } from './members.ts';
import { type Actor, isAtLeast, requirePermission } from './permissions.ts';

const TOKEN_BYTES = 32;
const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;
const VALID_HOURS = 72;

/**
 * Makes a one-time link that lets one person join. The link is shown once: only its hash is kept.
 * @throws FermataError CONFLICT when the person is a member already, FORBIDDEN for a role above one's own.
 */
export async function inviteMember(
  deps: Deps,
  actor: Actor,
  input: InviteMemberInput,
): Promise<z.infer<typeof inviteMemberOutput>> {
  requirePermission(actor, 'member:manage');
  if (!isAtLeast(actor.role, input.role)) throw new FermataError('FORBIDDEN', 'This role is above your own.');
  const { workspaceId } = actor;
  const isMember = await deps.prisma.membership.count({ where: { workspaceId, user: { email: input.email } } });
  if (isMember) throw new FermataError('CONFLICT', `${input.email} is a member already.`);
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const expiresAt = new Date(Date.now() + VALID_HOURS * 60 * 60 * 1000);
  await deps.prisma.invite.create({
    data: { ...input, workspaceId, tokenHash: sha256(token), createdBy: actor.user.id, expiresAt },
  });
  return { url: `${deps.env.publicUrl}/invite/${token}`, expiresAt: expiresAt.toISOString() };
}

/** Invites that can still be used. */
export async function listInvites(deps: Deps, actor: Actor): Promise<z.infer<typeof inviteSchema>[]> {
  requirePermission(actor, 'member:manage');
  const rows = await deps.prisma.invite.findMany({
    where: { workspaceId: actor.workspaceId, usedAt: null, expiresAt: { gt: new Date() } },
    orderBy: { createdAt: 'desc' },
  });
  const person = await personsById(
    deps,
    rows.map((row) => row.createdBy),
  );
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: roleSchema.parse(row.role),
    approver: row.approver,
    createdBy: person(row.createdBy),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }));
}

export async function revokeInvite(deps: Deps, actor: Actor, input: { id: string }): Promise<void> {
  requirePermission(actor, 'member:manage');
  const id = requireId(input.id, 'invite');
  const { count } = await deps.prisma.invite.deleteMany({
    where: { id, workspaceId: actor.workspaceId, usedAt: null },
  });
  if (count === 0) throw notFound('invite');
}

/**
 * What the invited person sees before they join.
 * @throws FermataError NOT_FOUND when the link is unknown, used or expired: the three look the same from outside.
 */
export async function viewInvite(
  deps: { prisma: Prisma },
  token: string,
): Promise<{
  email: string;
  role: string;
  approver: boolean;
  workspace: string;
  invitedBy: string;
  hasAccount: boolean;
}> {
  const invite = await findOpenInvite(deps.prisma, token);
  const person = await personsById(deps, [invite.createdBy]);
  return {
    email: invite.email,
    role: invite.role,
    approver: invite.approver,
    workspace: invite.workspace.name,
    invitedBy: person(invite.createdBy).name,
    hasAccount: (await deps.prisma.user.count({ where: { email: invite.email } })) > 0,
  };
}

/**
 * Uses the link, once: of several at the same time one joins. A person who had an account before must know its
 * password; a link never replaces it.
 * @throws FermataError NOT_FOUND as {@link viewInvite}; UNAUTHENTICATED for a wrong existing password.
 */
export async function acceptInvite(
  deps: { prisma: Prisma },
  token: string,
  input: AcceptInviteInput,
): Promise<{ email: string }> {
  const invite = await findOpenInvite(deps.prisma, token);
  const passwordHash = await hashPassword(input.password);
  const existingUserId = await verifyExisting(deps.prisma, invite.email, input.password);
  await deps.prisma.$transaction(async (tx) => {
    const { count } = await tx.invite.updateMany({
      where: { id: invite.id, usedAt: null, expiresAt: { gt: new Date() } },
      data: { usedAt: new Date() },
    });
    if (count === 0) throw invalidInvite();
    const userId = existingUserId ?? (await createUser(tx, { ...input, email: invite.email, passwordHash }));
    const { workspaceId, role, approver } = invite;
    await tx.membership.createMany({ data: { workspaceId, userId, role, approver }, skipDuplicates: true });
  });
  return { email: invite.email };
}

async function createUser(
  tx: PrismaTypes.TransactionClient,
  user: { name: string; email: string; passwordHash: string },
): Promise<string> {
  const account = credentialAccount(crypto.randomUUID(), user.passwordHash);
  await tx.user.create({ data: { id: account.userId, name: user.name, email: user.email } });
  await tx.account.create({ data: account });
  return account.userId;
}

async function verifyExisting(prisma: Prisma, email: string, password: string): Promise<string | null> {
  const user = await prisma.user.findUnique({
    where: { email },
    include: { accounts: { where: { providerId: 'credential' } } },
  });
  if (!user) return null;
  const hash = user.accounts[0]?.password;
  if (hash && (await verifyPassword({ hash, password }))) return user.id;
  throw new FermataError(
    'UNAUTHENTICATED',
    `${email} has an account here already. Enter the password of that account.`,
  );
}

async function findOpenInvite(prisma: Prisma, token: string) {
  // The shape is checked first, so that a missing or empty token can never match anything.
  if (typeof token !== 'string' || !TOKEN_PATTERN.test(token)) throw invalidInvite();
  const invite = await prisma.invite.findUnique({
    where: { tokenHash: sha256(token) },
    include: { workspace: { select: { name: true } } },
  });
  if (!invite || invite.usedAt || invite.expiresAt.getTime() <= Date.now()) throw invalidInvite();
  return invite;
}

function invalidInvite(): FermataError {
  return new FermataError('NOT_FOUND', 'This invite is not valid (any more). Ask for a new one.');
}
