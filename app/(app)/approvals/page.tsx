import type { Metadata } from 'next';
import { requireActor } from '#app/require-actor.ts';
import { ChooseApproval } from '#components/approvals/choose-approval.tsx';

export const metadata: Metadata = { title: 'Approvals' };

export default async function Page() {
  await requireActor();
  return <ChooseApproval />;
}
