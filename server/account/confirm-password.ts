import { verifyPassword } from 'better-auth/crypto';
import { FermataError } from '#core/errors.ts';
import type { Deps } from '#server/deps.ts';
import { accountLoginKey, clearLoginAttempt, countLoginAttempt } from './login-limit.ts';
import { type Actor, requireSession } from './permissions.ts';

/**
 * Makes sure that the person themselves is there, not only a session that somebody found open. Wrong guesses count
 * like wrong sign-ins.
 * @param field names the password in the input.
 * @throws FermataError VALIDATION naming the field; RATE_LIMITED; FORBIDDEN for an API key.
 */
export async function confirmPassword(deps: Deps, actor: Actor, password: string, field: string): Promise<void> {
  requireSession(actor);
  const account = accountLoginKey(actor.user.email);
  await countLoginAttempt(deps.pool, [account]);
  const credential = await deps.prisma.account.findFirst({
    where: { userId: actor.user.id, providerId: 'credential' },
    select: { password: true },
  });
  const hash = credential?.password;
  if (!hash || !(await verifyPassword({ hash, password }))) {
    throw new FermataError('VALIDATION', 'The password is wrong.', {
      details: [{ path: [field], message: 'This is not your current password.' }],
    });
  }
  await clearLoginAttempt(deps.pool, { account });
}
