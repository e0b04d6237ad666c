import { headers } from 'next/headers';
import { forbidden, notFound, redirect } from 'next/navigation';
import { FermataError } from '#core/errors.ts';
import { currentActor, currentSetupNeeded } from '#server/account/current-actor.ts';
import { type Actor, can, type Permission } from '#server/account/permissions.ts';
import { webDeps } from '#server/deps.ts';
import { type PageTarget, requirePageTarget } from '#server/http/page-target.ts';

/**
 * For pages: a visitor is sent to sign in, or to setup on the first visit, and comes back to the same address after it.
 * Who is signed in and lacks the permission gets the page for that, with status 403.
 */
export async function requireActor(permission?: Permission): Promise<Actor> {
  const actor = await currentActor();
  if (actor) return !permission || can(actor, permission) ? actor : forbidden();
  const address = (await headers()).get('x-address') ?? '/';
  redirect((await currentSetupNeeded()) ? '/setup' : `/sign-in?next=${encodeURIComponent(address)}`);
}

/** For pages about one thing: what is not there answers 404, with the page of the segment. */
export async function requireTarget(target: PageTarget, id: string): Promise<Actor> {
  const actor = await requireActor();
  await orNotFound(requirePageTarget(await webDeps(), actor, target, id));
  return actor;
}

/** What a service answers, or the page that says that it is not there, or not for this person. */
export async function orNotFound<Answer>(work: Promise<Answer>): Promise<Answer> {
  try {
    return await work;
  } catch (error) {
    if (FermataError.is(error) && error.code === 'NOT_FOUND') notFound();
    if (FermataError.is(error) && error.code === 'FORBIDDEN') forbidden();
    throw error;
  }
}
