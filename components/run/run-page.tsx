'use client';

import { useQuery } from '@tanstack/react-query';
import { NotFound } from '#components/shell/not-found.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { ErrorState } from '#components/ui/empty-state.tsx';
import { OutlineSkeleton, Skeleton } from '#components/ui/skeleton.tsx';
import { RunView } from './run-view.tsx';

/** Loads the run once; from then on its events carry it. */
export function RunPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.run.get.queryOptions({ id }, { staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false }),
  );
  if (query.isPending) return <RunSkeleton />;
  if (query.isError) {
    if (readFailure(query.error).code === 'NOT_FOUND') return <NotFound what="run" />;
    return <ErrorState message={readFailure(query.error).message} onRetry={() => void query.refetch()} />;
  }
  return <RunView key={query.data.id} run={query.data} />;
}

function RunSkeleton() {
  return (
    <div role="status" aria-label="Loading the run" className="flex h-full min-h-0 flex-col">
      <div className="flex h-12 items-center gap-3 border-b border-line bg-surface px-4">
        <Skeleton className="h-5 w-64" />
        <Skeleton className="h-5 w-24" />
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <div className="flex flex-1 items-center gap-10 overflow-hidden bg-canvas px-10 max-md:hidden">
            <Skeleton className="h-24 w-60 shrink-0" />
            <Skeleton className="h-24 w-60 shrink-0" />
            <Skeleton className="h-24 w-60 shrink-0" />
          </div>
          <div className="h-[34%] min-h-40 border-t border-line bg-surface max-md:hidden" />
          <OutlineSkeleton />
        </div>
        <div className="w-100 border-l border-line bg-surface p-4 max-lg:hidden">
          <Skeleton className="h-6 w-40" />
        </div>
      </div>
    </div>
  );
}
