import { redirect } from 'next/navigation';
import { currentActor, currentSetupNeeded } from '#server/account/current-actor.ts';
import type { Actor } from '#server/account/permissions.ts';

/** For pages: a visitor is sent to sign in, or to setup on the first visit, and comes back to `path` after it. */
export async function requireActor(path: string): Promise<Actor> {
  const actor = await currentActor();
  if (actor) return actor;
  redirect((await currentSetupNeeded()) ? '/setup' : `/sign-in?next=${encodeURIComponent(path)}`);
}
