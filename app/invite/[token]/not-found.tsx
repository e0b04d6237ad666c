import Link from 'next/link';
import { AuthCard } from '#components/account/auth-card.tsx';
import { buttonStyles } from '#components/ui/button.tsx';

export default function NoSuchInvitePage() {
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
