import { hashPassword } from 'better-auth/crypto';
import { FermataError } from '#core/errors.ts';
import { recordAudit } from '#server/audit/record-audit.ts';
import type { Pool } from '#server/db/pool.ts';
import type { Prisma } from '#server/db/prisma.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Env } from '#server/env.ts';
import { emailSchema, passwordSchema } from './account.schema.ts';
import { credentialAccount } from './credential-account.ts';
import { endSessions } from './sessions.ts';

/**
 * Sets a person's password from the command line of the machine, which is the only way to reset one, and ends all
 * their sessions.
 * @throws FermataError NOT_FOUND for an unknown address; zod errors for an unusable address or password.
 */
export async function resetPassword(
  deps: { env: Pick<Env, 'masterKey'>; pool: Pool; prisma: Prisma },
  input: { email: string; password: string },
): Promise<void> {
  const email = emailSchema.parse(input.email);
  const password = await hashPassword(passwordSchema.parse(input.password));
  const user = await deps.prisma.user.findUnique({ where: { email }, include: { memberships: true } });
  if (!user) throw new FermataError('NOT_FOUND', `Nobody here has the e-mail address ${email}.`);
  const { count } = await deps.prisma.account.updateMany({
    where: { userId: user.id, providerId: 'credential' },
    data: { password },
  });
  if (count === 0) await deps.prisma.account.create({ data: credentialAccount(user.id, password) });
  await withTransaction(deps.pool, async (client) => {
    await endSessions(client, user.id);
    const target = { type: 'member', id: user.id, name: user.name } as const;
    for (const { workspaceId } of user.memberships) {
      const actor = { workspaceId, system: 'npm run reset-password' };
      await recordAudit(deps, client, actor, { action: 'password.changed', target });
    }
  });
}
