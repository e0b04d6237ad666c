import { randomUUID } from 'node:crypto';

/** The row in which better-auth looks for a password: a credential account is named by its user. */
export function credentialAccount(userId: string, passwordHash: string) {
  return { id: randomUUID(), accountId: userId, providerId: 'credential', userId, password: passwordHash };
}
