'use client';

import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import { usePageVisible } from '#components/ui/use-page-visible.ts';
import type { Autosave } from './autosave.ts';

/**
 * Takes in what others save while the page is seen. The stream begins by telling where the draft stands, so whatever
 * was saved while it was closed comes in when it opens again.
 */
export function useDraftStream(name: string, autosave: Autosave, onPublished: (version: number | null) => void): void {
  const trpc = useTRPC();
  const enabled = usePageVisible();
  useSubscription(
    trpc.workflow.watch.subscriptionOptions(
      { name },
      {
        enabled,
        onData: ({ revision, publishedVersion }) => {
          void autosave.heard(revision);
          onPublished(publishedVersion);
        },
      },
    ),
  );
  useEffect(() => {
    const flush = (): void => void autosave.flush();
    window.addEventListener('online', flush);
    return () => window.removeEventListener('online', flush);
  }, [autosave]);
}
