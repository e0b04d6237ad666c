import type { Metadata } from 'next';
import { requireTarget } from '#app/require-actor.ts';
import { ApprovalPage } from '#components/approvals/approval-page.tsx';

export const metadata: Metadata = { title: 'Approval' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requireTarget('approval', id);
  return <ApprovalPage approvalId={id} />;
}
