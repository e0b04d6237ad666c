'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { ErrorState } from '#components/ui/empty-state.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { RunBounds } from './run-bounds.tsx';

/** What holds for the whole workspace. */
export function GeneralSettings() {
  const trpc = useTRPC();
  const workspace = useQuery(trpc.workspace.get.queryOptions());
  if (workspace.isError) {
    return <ErrorState message={readFailure(workspace.error).message} onRetry={() => void workspace.refetch()} />;
  }
  if (workspace.isPending) return <Skeleton className="h-64" />;
  return <RunBounds workspace={workspace.data} />;
}
