'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';

/** Who is signed in, or undefined until it is known. */
export function useMe() {
  const trpc = useTRPC();
  return useQuery(trpc.account.me.queryOptions(undefined, { staleTime: 60_000 })).data;
}

/** Takes what came with the page, so that nothing that depends on the role appears later and moves what is there. */
export function useKnownMe(me: RouterOutputs['account']['me'] | null): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // While rendering, because the children read it in the same pass, on the server too.
  useState(() => {
    if (me) queryClient.setQueryData(trpc.account.me.queryKey(), (known) => known ?? me);
  });
}

/** Whether to offer something. The server decides again when it is done. */
export function useCan(permission: string): boolean {
  return useMe()?.permissions.some((held) => held === permission) ?? false;
}
