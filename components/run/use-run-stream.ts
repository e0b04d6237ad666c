'use client';

import { useSubscription } from '@trpc/tanstack-react-query';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import { usePageVisible } from '#components/ui/use-page-visible.ts';
import { isFinalRunStatus } from '#core/run/state.ts';
import type { RunStore } from './run-store.ts';

/** How long live updates may be silent about their connection before the page says so. */
const LOST_AFTER_MS = 3_000;

/**
 * Feeds a run's events into its store while the page is seen, from the event after the last one folded; the client
 * resumes by itself after a lost connection. Returns whether the page should say that updates are paused.
 */
export function useRunStream(id: string, store: RunStore): { isLost: boolean } {
  const trpc = useTRPC();
  const getFinal = useCallback(() => isFinalRunStatus(store.state().status), [store]);
  const isFinal = useSyncExternalStore(store.subscribeRun, getFinal, getFinal);
  const [wasFinal] = useState(getFinal);
  const isVisible = usePageVisible();
  // Read when the stream opens, not while it is open: a new id would open it anew.
  const lastEventId = useMemo(() => (isVisible ? String(store.state().seq) : null), [isVisible, store]);
  const subscription = useSubscription(
    trpc.run.watch.subscriptionOptions(
      { id, lastEventId },
      {
        enabled: !wasFinal && isVisible,
        // A tracked event arrives as {id, data}; a delta, which is not resumed from, as itself.
        onData: (item) => store.push('data' in item ? item.data : item),
      },
    ),
  );
  const isDown = !isFinal && isVisible && subscription.status !== 'pending';
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
