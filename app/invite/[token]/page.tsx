import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthCard } from '#components/account/auth-card.tsx';
import { InviteForm } from '#components/account/invite-form.tsx';
import { buttonStyles } from '#components/ui/button.tsx';
import { FermataError } from '#core/errors.ts';
import { viewInvite } from '#server/account/invites.ts';
import { webDeps } from '#server/deps.ts';

export const metadata: Metadata = { title: 'Join', referrer: 'no-referrer' };

async function findInvite(token: string) {
  try {
    return await viewInvite(await webDeps(), token);
  } catch (error) {
    if (FermataError.is(error) && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invite = await findInvite(token);
  if (invite) return <InviteForm token={token} {...invite} />;
  return (
    <AuthCard
      title="This invite cannot be used"
      lead="It was used already, has expired after 72 hours, or the link is not complete. Ask for a new one."
    >
      <Link href="/sign-in" className={buttonStyles()}>
        Go to sign-in
      </Link>
    </AuthCard>
  );
}
