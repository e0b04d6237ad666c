'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useTRPC } from '#components/trpc/client.ts';
import { reload } from '#components/trpc/reload.ts';
import { usePageVisible } from '#components/ui/use-page-visible.ts';

/** Keeps everything about approvals fresh while a page is open. One subscription, held by the shell. */
export function useLiveApprovals(): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const enabled = usePageVisible();
  const refresh = () => void reload(queryClient, trpc.approval.pathFilter());
  // `onStarted` too: what changed while there was no connection was not announced.
  useSubscription(trpc.approval.watch.subscriptionOptions({}, { enabled, onData: refresh, onStarted: refresh }));
}

/** How many gates wait for this person. */
export function useWaitingForMe(): number {
  const trpc = useTRPC();
  return useQuery(trpc.approval.count.queryOptions()).data?.mine ?? 0;
}
