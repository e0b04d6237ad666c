'use client';

import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import { usePageVisible } from '#components/ui/use-page-visible.ts';
import type { Autosave } from './autosave.ts';
import type { PresenceHere } from './use-presence.ts';

export interface DraftStream {
  name: string;
  autosave: Autosave;
  presence: PresenceHere;
  onPublished(version: number | null): void;
}

/**
 * Takes in what others save while the page is seen, and who they are; they see this tab as long as its stream is open.
 * It begins by telling where the draft stands, so whatever was saved while it was closed comes in when it opens again.
 */
export function useDraftStream({ name, autosave, presence, onPublished }: DraftStream): void {
  const trpc = useTRPC();
  const { tab } = presence;
  const enabled = usePageVisible() && tab !== null;
  useSubscription(
    trpc.workflow.watch.subscriptionOptions(
      { name, tab: tab ?? '' },
      {
        enabled,
        onStarted: () => presence.opened(),
        onData: ({ revision, publishedVersion, people }) => {
          presence.told(people);
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
