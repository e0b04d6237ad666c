'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '#components/trpc/client.ts';

/** After a change the list, and the pickers of the editor, are read again. */
export function useRefreshSecrets(): () => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries(trpc.secret.pathFilter());
}
