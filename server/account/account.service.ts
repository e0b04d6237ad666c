import type { z } from 'zod';
import { FermataError } from '#core/errors.ts';
import type { Deps } from '#server/deps.ts';
import type { meOutput } from './account.schema.ts';
import { permissionsOf, type Actor } from './permissions.ts';
import { isRefusal } from './sessions.ts';

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
 * Changes the password and ends every session of the person but this one, which gets a new cookie.
 * @returns the cookies to set.
 * @throws FermataError VALIDATION when the current password is wrong, FORBIDDEN for an API key.
 */
export async function changePassword(
  deps: Deps,
  actor: Actor,
  input: { current: string; next: string },
  headers: Headers,
): Promise<string[]> {
  requireSession(actor);
  const changed = await deps.auth.api
    .changePassword({
      body: { currentPassword: input.current, newPassword: input.next, revokeOtherSessions: true },
      headers,
      returnHeaders: true,
    })
    .catch((cause: unknown) => {
      if (!isRefusal(cause)) throw cause;
      throw new FermataError('VALIDATION', 'The current password is wrong.', {
        details: [{ path: ['current'], message: 'This is not your current password.' }],
        cause,
      });
    });
  return changed.headers.getSetCookie();
}

/** Changes the name of the person. Past decisions keep the name of their time. */
export async function renameMe(deps: Deps, actor: Actor, input: { name: string }): Promise<void> {
  requireSession(actor);
  await deps.prisma.user.update({ where: { id: actor.user.id }, data: { name: input.name } });
}

function requireSession(actor: Actor): void {
  if (actor.via === 'session') return;
  throw new FermataError('FORBIDDEN', 'An API key cannot change its person. Sign in to do this.');
}
