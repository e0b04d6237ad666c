import 'server-only';
import { headers } from 'next/headers';
import { cache } from 'react';
import { webDeps } from '#server/deps.ts';
import type { Actor } from './permissions.ts';
import { resolveActor } from './resolve-actor.ts';
import { isSetupNeeded } from './setup-owner.ts';

/** For pages: who looks at them, or null; found once for a request. A page that gets null sends to setup or to sign-in. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const { actor } = await resolveActor(await webDeps(), await headers());
  return actor;
});

/** For pages: whether there is no owner yet. */
export async function currentSetupNeeded(): Promise<boolean> {
  return isSetupNeeded(await webDeps());
}
