import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SetupForm } from '#components/account/setup-form.tsx';
import { currentSetupNeeded } from '#server/account/current-actor.ts';

export const metadata: Metadata = { title: 'Setup' };

export default async function SetupPage() {
  if (!(await currentSetupNeeded())) redirect('/workflows');
  return <SetupForm />;
}
