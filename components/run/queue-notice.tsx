'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Clock } from 'lucide-react';
import { useTRPC } from '#components/trpc/client.ts';
import { queueSentence } from './queue-words.ts';
import { useRunState } from './use-run.ts';

const REFRESH_MS = 2_000;

/**
 * Why the run has not started. Its own events say when that is over; what goes on in others is asked for as long as this
 * is on the screen.
 */
export function QueueNotice({ id }: { id: string }) {
  const trpc = useTRPC();
  const isQueued = useRunState().status === 'queued';
  const { data: place } = useQuery(
    trpc.run.queuePlace.queryOptions(
      { id },
      { enabled: isQueued, refetchInterval: REFRESH_MS, staleTime: 0, gcTime: 0, placeholderData: keepPreviousData },
    ),
  );
  if (!isQueued || !place) return null;
  return (
    <p
      role="status"
      className="flex items-start justify-center gap-2 border-b border-line bg-surface px-4 py-1.5 text-sm text-ink"
    >
      <Clock aria-hidden className="mt-0.5 size-4 shrink-0 text-queued" />
      {queueSentence(place)}
    </p>
  );
}
