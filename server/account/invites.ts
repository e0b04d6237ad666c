import { randomBytes, randomUUID } from 'node:crypto';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import type { z } from 'zod';
import { FermataError } from '#core/errors.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import type { PoolClient } from '#server/db/pool.ts';
import type { Prisma } from '#server/db/prisma.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { newId, notFound, requireId, sha256 } from '#server/ids.ts';
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
  await refuseMembers(deps.prisma, workspaceId, input.email);
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const expiresAt = new Date(Date.now() + VALID_HOURS * 60 * 60 * 1000);
  const id = newId();
  await withTransaction(deps.pool, async (client) => {
    await client.query(
      `INSERT INTO invite (id, workspace_id, email, role, approver, token_hash, created_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, workspaceId, input.email, input.role, input.approver, sha256(token), actor.user.id, expiresAt],
    );
    await recordAudit(deps, client, actor, {
      action: 'member.invited',
      target: { type: 'member', id, name: input.email },
      details: { role: input.role, approver: input.approver },
    });
  });
  return { url: `${deps.env.publicUrl}/invite/${token}`, expiresAt: expiresAt.toISOString() };
}

async function refuseMembers(prisma: Prisma, workspaceId: string, email: string): Promise<void> {
  const member = await prisma.membership.findFirst({ where: { workspaceId, user: { email } } });
  if (!member) return;
  throw new FermataError(
    'CONFLICT',
    member.deactivatedAt
      ? `${email} is a member who was deactivated. Reactivate them instead.`
      : `${email} is a member already.`,
  );
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
  await withTransaction(deps.pool, async (client) => {
    const { rows } = await client.query<{ email: string }>(
      'DELETE FROM invite WHERE id = $1 AND workspace_id = $2 AND used_at IS NULL RETURNING email',
      [id, actor.workspaceId],
    );
    const invite = rows[0];
    if (!invite) throw notFound('invite');
    await recordAudit(deps, client, actor, {
      action: 'member.inviteWithdrawn',
      target: { type: 'member', id, name: invite.email },
    });
  });
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
 * @throws FermataError NOT_FOUND as {@link viewInvite}; UNAUTHENTICATED for a wrong existing password; CONFLICT when the
 * same person joins by another link in this moment. The link then stays good.
 */
export async function acceptInvite(
  deps: Pick<Deps, 'env' | 'pool' | 'prisma'>,
  token: string,
  input: AcceptInviteInput,
): Promise<{ email: string }> {
  const { id, email, workspaceId, ...invite } = await findOpenInvite(deps.prisma, token);
  const passwordHash = await hashPassword(input.password);
  const existing = await verifyExisting(deps.prisma, email, input.password);
  await withTransaction(deps.pool, async (client) => {
    const used = await client.query(
      'UPDATE invite SET used_at = now() WHERE id = $1 AND used_at IS NULL AND expires_at > now()',
      [id],
    );
    if (used.rowCount === 0) throw invalidInvite();
    const user = existing ?? (await createUser(client, { name: input.name, email, passwordHash }));
    const joined = await client.query(
      `INSERT INTO membership (workspace_id, user_id, role, approver) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [workspaceId, user.id, invite.role, invite.approver],
    );
    // A member keeps the role they have: a link that was left over changes nothing.
    if (joined.rowCount === 0) return;
    const { approver } = invite;
    const role = roleSchema.parse(invite.role);
    const actor: Actor = { workspaceId, user: { ...user, email }, role, approver, via: 'session', scopes: null };
    const target = { type: 'member', id: user.id, name: user.name } as const;
    await recordAudit(deps, client, actor, { action: 'member.joined', target, details: { role, approver } });
  });
  return { email };
}

/** @throws FermataError CONFLICT when another transaction was faster with this address. */
async function createUser(
  client: PoolClient,
  user: { name: string; email: string; passwordHash: string },
): Promise<{ id: string; name: string }> {
  const account = credentialAccount(randomUUID(), user.passwordHash);
  const created = await client.query(
    'INSERT INTO app_user (id, name, email, updated_at) VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING',
    [account.userId, user.name, user.email],
  );
  if (created.rowCount === 0) {
    throw new FermataError(
      'CONFLICT',
      `${user.email} got an account in this moment, by another link. Enter the password of that account.`,
    );
  }
  await client.query(
    `INSERT INTO account (id, account_id, provider_id, user_id, password, updated_at)
     VALUES ($1, $2, $3, $4, $5, now())`,
    [account.id, account.accountId, account.providerId, account.userId, account.password],
  );
  return { id: account.userId, name: user.name };
}

async function verifyExisting(
  prisma: Prisma,
  email: string,
  password: string,
): Promise<{ id: string; name: string } | null> {
  const user = await prisma.user.findUnique({
    where: { email },
    include: { accounts: { where: { providerId: 'credential' } } },
  });
  if (!user) return null;
  const hash = user.accounts[0]?.password;
  if (hash && (await verifyPassword({ hash, password }))) return { id: user.id, name: user.name };
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
