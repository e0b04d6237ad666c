import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { currentActor, currentSetupNeeded } from '#server/account/current-actor.ts';
import type { Actor } from '#server/account/permissions.ts';

/** For pages: a visitor is sent to sign in, or to setup on the first visit, and comes back to the same address after it. */
export async function requireActor(): Promise<Actor> {
  const actor = await currentActor();
  if (actor) return actor;
  const address = (await headers()).get('x-address') ?? '/';
  redirect((await currentSetupNeeded()) ? '/setup' : `/sign-in?next=${encodeURIComponent(address)}`);
}
