'use client';

import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import { DecisionPanel } from '#components/decision/decision-panel.tsx';
import { inboxHref, useInboxView } from './use-inbox-view.ts';

/** One approval, phone first. */
export function ApprovalPage({ approvalId }: { approvalId: string }) {
  const view = useInboxView();
  return (
    <div className="flex min-h-full flex-col bg-surface">
      <Link
        href={inboxHref(view)}
        className="flex h-13 shrink-0 items-center gap-2 border-b border-line px-3 text-sm font-medium -outline-offset-2 lg:hidden"
      >
        <ChevronLeft aria-hidden className="size-5" />
        Approvals
      </Link>
      <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col">
        <DecisionPanel approvalId={approvalId} headingLevel="h1" />
      </div>
    </div>
  );
}
