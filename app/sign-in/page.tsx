import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { localPath } from '#components/account/local-path.ts';
import { SignInForm } from '#components/account/sign-in-form.tsx';
import { currentActor, currentSetupNeeded } from '#server/account/current-actor.ts';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const next = localPath((await searchParams)['next']);
  if (await currentActor()) redirect(next);
  if (await currentSetupNeeded()) redirect('/setup');
  return <SignInForm next={next} />;
}
