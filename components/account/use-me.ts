'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '#components/trpc/client.ts';

/** Who is signed in, or undefined until it is known. */
export function useMe() {
  const trpc = useTRPC();
  return useQuery(trpc.account.me.queryOptions(undefined, { staleTime: 60_000 })).data;
}

/** Whether to offer something. The server decides again when it is done. */
export function useCan(permission: string): boolean {
  return useMe()?.permissions.some((held) => held === permission) ?? false;
}
