'use client';

import { useQuery } from '@tanstack/react-query';
import { Hand } from 'lucide-react';
import { useTRPC } from '#components/trpc/client.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { useInboxView } from './use-inbox-view.ts';

/** The right side while nothing is chosen; phones never see it. Beside an empty list there is nothing to choose. */
export function ChooseApproval() {
  const trpc = useTRPC();
  const view = useInboxView();
  const count = useQuery(trpc.approval.list.queryOptions({ view })).data?.length ?? 0;
  if (count === 0) return null;
  return (
    <EmptyState icon={Hand} title="Choose an approval" className="py-32">
      Press J or K to move through the list. On an open one, A approves, R rejects and E edits.
    </EmptyState>
  );
}
