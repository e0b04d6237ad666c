import type { Metadata } from 'next';
import { orNotFound } from '#app/require-actor.ts';
import { InviteForm } from '#components/account/invite-form.tsx';
import { viewInvite } from '#server/account/invites.ts';
import { webDeps } from '#server/deps.ts';

export const metadata: Metadata = { title: 'Join', referrer: 'no-referrer' };

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invite = await orNotFound(viewInvite(await webDeps(), token));
  return <InviteForm token={token} {...invite} />;
}
