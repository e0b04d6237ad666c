'use client';

import { useEffect, useMemo, useState } from 'react';
import { useMe } from '#components/account/use-me.ts';
import { createPresenceStore, setPresent } from '#components/canvas/presence-store.ts';
import type { PresenceStore, PresentTab } from '#components/canvas/presence-store.ts';
import { onlyNode } from '#components/canvas/selection-store.ts';
import type { SelectionStore } from '#components/canvas/selection-store.ts';
import { useTRPCClient } from '#components/trpc/client.ts';
import { afterPress } from '#components/ui/press.ts';
import { Gaze } from './gaze.ts';
import { claimTab } from './this-tab.ts';

/** Who else is here, and what they are told of this tab. */
export interface PresenceHere {
  store: PresenceStore;
  /** By which the others know it; null until it is known. */
  tab: string | null;
  /** The stream was opened, perhaps anew: what the server knows of this tab may be gone. */
  opened(): void;
  told(tabs: readonly PresentTab[]): void;
}

export function usePresence(workflow: string, selection: SelectionStore): PresenceHere {
  const client = useTRPCClient();
  const myId = useMe()?.user.id;
  const [store] = useState(createPresenceStore);
  const [tab, setTab] = useState<string | null>(null);
  useEffect(() => void claimTab().then(setTab), []);
  const gaze = useMemo(
    () =>
      new Gaze(async (node) => {
        if (tab !== null) await client.workflow.lookAt.mutate({ name: workflow, tab, node });
      }),
    [client, workflow, tab],
  );
  useEffect(() => {
    gaze.look(onlyNode(selection.getState()));
    return selection.subscribe((state) => gaze.look(onlyNode(state)));
  }, [gaze, selection]);
  return {
    store,
    tab,
    opened: () => gaze.seen(false),
    told: (tabs) => {
      gaze.seen(tabs.length > 0);
      // Nothing comes or goes under a button that is being pressed.
      afterPress(() => setPresent(store, tabs, myId));
    },
  };
}
