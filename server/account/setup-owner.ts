import { randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import { FermataError } from '#core/errors.ts';
import type { Prisma } from '#server/db/prisma.ts';
import { newId } from '#server/ids.ts';
import type { SetupInput } from './account.schema.ts';
import { credentialAccount } from './credential-account.ts';

/** Losers of the race wait for the winner's commit. */
const TRANSACTION_WAIT_MS = 15_000;

export async function isSetupNeeded(deps: { prisma: Prisma }): Promise<boolean> {
  return (await deps.prisma.instance.count()) === 0;
}

/**
 * Makes the workspace and its owner, once. Any number of setups at the same time make one owner: they all insert the
 * same primary key, and all but one find it taken. This is the only place where a person appears without an invite.
 * @throws FermataError CONFLICT when there is an owner already.
 */
export async function setupOwner(deps: { prisma: Prisma }, input: SetupInput): Promise<{ userId: string }> {
  // A cheap answer for the usual case. Under a race the insert below decides.
  if (!(await isSetupNeeded(deps))) throw alreadySetUp();
  const passwordHash = await hashPassword(input.password);
  const workspaceId = newId();
  const userId = randomUUID();
  await deps.prisma.$transaction(
    async (tx) => {
      const { count } = await tx.instance.createMany({
        data: { id: 1, workspaceId, ownerId: userId },
        skipDuplicates: true,
      });
      if (count === 0) throw alreadySetUp();
      await tx.workspace.create({ data: { id: workspaceId, name: 'Workspace' } });
      await tx.user.create({ data: { id: userId, name: input.name, email: input.email } });
      await tx.account.create({ data: credentialAccount(userId, passwordHash) });
      await tx.membership.create({ data: { workspaceId, userId, role: 'owner', approver: true } });
    },
    { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_WAIT_MS },
  );
  return { userId };
}

function alreadySetUp(): FermataError {
  return new FermataError('CONFLICT', 'This Fermata has an owner already. Sign in, or ask the owner for an invite.');
}
