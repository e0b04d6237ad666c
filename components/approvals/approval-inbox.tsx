'use client';

import { useQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import type { ApprovalListItem } from '#components/decision/types.ts';
import { useWaitingForMe } from '#components/shell/use-approvals.ts';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { CountBadge } from '#components/ui/badge.tsx';
import { EmptyState, ErrorState } from '#components/ui/empty-state.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { RowsSkeleton } from '#components/ui/skeleton.tsx';
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx';
import { useKeys } from '#components/ui/use-keys.ts';
import { ApprovalRow } from './approval-row.tsx';
import { INBOX_VIEW_LABEL, INBOX_VIEWS, type InboxView, inboxHref, useInboxView } from './use-inbox-view.ts';

const EMPTY: Record<InboxView, { title: string; text: string }> = {
  mine: {
    title: 'Nothing waits for you',
    text: 'When a run reaches an approval that you may decide, it appears here and is counted beside Approvals.',
  },
  all: { title: 'No run waits for a person', text: 'Approvals of all people appear here while they are open.' },
  decided: {
    title: 'Nothing was decided yet',
    text: 'Decided approvals stay here, with who, when and what was shown.',
  },
};

/** The next item from the selected one; from one that has just left the list, what moved into its place. */
function useStepping(items: readonly ApprovalListItem[], selectedId: string | null, view: InboxView) {
  const router = useRouter();
  const lastIndex = useRef(-1);
  const index = items.findIndex((item) => item.id === selectedId);
  useEffect(() => {
    if (index >= 0) lastIndex.current = index;
  }, [index]);
  return (step: 1 | -1) => {
    const gone = index < 0 && selectedId !== null;
    const from = gone ? lastIndex.current - (step === 1 ? 1 : 0) : index;
    const next = items[Math.min(items.length - 1, Math.max(0, from + step))];
    if (next) router.replace(inboxHref(view, next.id), { scroll: false });
  };
}

/** The count in the window's title, so that a tab in the background tells. */
function useCountInTitle(count: number): void {
  useEffect(() => {
    if (count === 0) return;
    const before = document.title;
    document.title = `(${count}) ${before.replace(/^\(\d+\) /, '')}`;
    return () => {
      document.title = before;
    };
  }, [count]);
}

function InboxList({ view, selectedId }: { view: InboxView; selectedId: string | null }) {
  const trpc = useTRPC();
  const approvals = useQuery(trpc.approval.list.queryOptions({ view }));
  const items = approvals.data ?? [];
  const step = useStepping(items, selectedId, view);
  useKeys({ j: () => step(1), k: () => step(-1) });

  if (approvals.isPending) return <RowsSkeleton rows={4} lines={3} className="rounded-none border-x-0 border-t-0" />;
  if (approvals.isError) {
    return <ErrorState message={readFailure(approvals.error).message} onRetry={() => void approvals.refetch()} />;
  }
  if (items.length === 0) {
    return (
      <EmptyState icon={Inbox} title={EMPTY[view].title}>
        {EMPTY[view].text}
      </EmptyState>
    );
  }
  return (
    <ul>
      {items.map((item) => (
        <ApprovalRow key={item.id} approval={item} href={inboxHref(view, item.id)} current={item.id === selectedId} />
      ))}
    </ul>
  );
}

export function ApprovalInbox({ selectedId }: { selectedId: string | null }) {
  const view = useInboxView();
  const router = useRouter();
  const waiting = useWaitingForMe();
  useCountInTitle(waiting);
  return (
    <section aria-label="Approvals" className="flex min-h-full flex-col bg-surface">
      <header className="flex h-14 shrink-0 items-center justify-between px-4">
        <h1 className="text-lg font-semibold">Approvals</h1>
        <span aria-hidden className="flex items-center gap-1 text-xs text-subtle touch:hidden">
          <Kbd>J</Kbd>
          <Kbd>K</Kbd> to move
        </span>
      </header>
      <Tabs value={view} onValueChange={(next: InboxView) => router.replace(inboxHref(next), { scroll: false })}>
        <TabList aria-label="Which approvals">
          {INBOX_VIEWS.map((option) => (
            <Tab key={option} value={option}>
              {INBOX_VIEW_LABEL[option]}
              {option === 'mine' ? <CountBadge count={waiting} /> : null}
            </Tab>
          ))}
        </TabList>
        <TabPanel value={view}>
          <InboxList view={view} selectedId={selectedId} />
        </TabPanel>
      </Tabs>
    </section>
  );
}
