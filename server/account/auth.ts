import { hkdfSync, randomUUID } from 'node:crypto';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { betterAuth } from 'better-auth/minimal';
import type { Prisma } from '#server/db/prisma.ts';
import type { Env } from '#server/env.ts';
import { PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS } from './password-rules.ts';

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Passwords, sessions and their cookies. Only called from services: none of better-auth's own routes are mounted, so
 * the surface is the handful of routes of ours, behind our origin check and login limit.
 */
export function createAuth(env: Env, prisma: Prisma) {
  return betterAuth({
    baseURL: env.publicUrl,
    secret: sessionSecret(env.masterKey),
    database: prismaAdapter(prisma, { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      // People join by invite; the owner by setup.
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_CHARS,
      maxPasswordLength: PASSWORD_MAX_CHARS,
    },
    session: { expiresIn: 7 * DAY_SECONDS, updateAge: DAY_SECONDS, cookieCache: { enabled: false } },
    // Ours counts per account and per network, in the database.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'fermata',
      database: { generateId: () => randomUUID() },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
}
export type Auth = ReturnType<typeof createAuth>;

/** Its own key, so that a leaked session secret says nothing about the master key. */
function sessionSecret(masterKey: string): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', 'fermata session', 32)).toString('base64url');
}
