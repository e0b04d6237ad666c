import type { z } from 'zod';
import { recordAudit } from '#server/audit/record-audit.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Deps } from '#server/deps.ts';
import { clientAddress } from '#server/http/client-address.ts';
import type { meOutput } from './account.schema.ts';
import { confirmPassword } from './confirm-password.ts';
import { type Actor, permissionsOf, requireSession } from './permissions.ts';
import { announceAccess, noteDevice } from './sessions.ts';

/** Who is signed in, where, and what they may do. */
export async function describeMe(deps: Deps, actor: Actor): Promise<z.infer<typeof meOutput>> {
  const workspace = await deps.prisma.workspace.findUniqueOrThrow({
    where: { id: actor.workspaceId },
    select: { id: true, name: true, defaultModel: true },
  });
  const { user, role, approver } = actor;
  return { user, workspace, role, approver, permissions: permissionsOf(actor) };
}

/**
 * Changes the password and ends every session of the person; this one goes on with a new cookie.
 * @returns the cookies to set.
 * @throws FermataError VALIDATION when the current password is wrong, FORBIDDEN for an API key, RATE_LIMITED.
 */
export async function changePassword(
  deps: Deps,
  actor: Actor,
  input: { current: string; next: string },
  headers: Headers,
): Promise<string[]> {
  await confirmPassword(deps, actor, input.current, 'current');
  const changed = await deps.auth.api.changePassword({
    body: { currentPassword: input.current, newPassword: input.next, revokeOtherSessions: true },
    headers,
    returnHeaders: true,
  });
  await withTransaction(deps.pool, async (client) => {
    await noteDevice(client, changed.response.token, { address: clientAddress(headers, deps.env), headers });
    await announceAccess(client, actor.user.id);
    await recordAudit(deps, client, actor, {
      action: 'password.changed',
      target: { type: 'member', id: actor.user.id, name: actor.user.name },
    });
  });
  return changed.headers.getSetCookie();
}

/** Changes the name of the person. Past decisions keep the name of their time. */
export async function renameMe(deps: Deps, actor: Actor, input: { name: string }): Promise<void> {
  requireSession(actor);
  await deps.prisma.user.update({ where: { id: actor.user.id }, data: { name: input.name } });
}
