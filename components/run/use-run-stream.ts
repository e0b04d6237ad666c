'use client';

import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useState } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import { isFinalRunStatus } from '#core/run/state.ts';
import type { RunStore } from './run-store.ts';

/** How long live updates may be silent about their connection before the page says so. */
const LOST_AFTER_MS = 3_000;

/**
 * Feeds a run's events into its store, from the event after the one it was loaded at. The client resumes by itself
 * after a lost connection, at the last event it saw. Returns whether the page should say that updates are paused.
 */
export function useRunStream(id: string, store: RunStore, startSeq: number): { isLost: boolean } {
  const trpc = useTRPC();
  const [wasFinal] = useState(() => isFinalRunStatus(store.state().status));
  const subscription = useSubscription(
    trpc.run.watch.subscriptionOptions(
      { id, lastEventId: String(startSeq) },
      {
        enabled: !wasFinal,
        // A tracked event arrives as {id, data}; a delta, which is not resumed from, as itself.
        onData: (item) => store.push('data' in item ? item.data : item),
      },
    ),
  );
  const isDown = !wasFinal && subscription.status !== 'pending' && !isFinalRunStatus(store.state().status);
  const [isLost, setIsLost] = useState(false);
  useEffect(() => {
    if (!isDown) {
      setIsLost(false);
      return;
    }
    const timer = setTimeout(() => setIsLost(true), LOST_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isDown]);
  return { isLost };
}
