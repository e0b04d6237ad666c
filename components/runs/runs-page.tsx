'use client';

import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { Activity } from 'lucide-react';
import Link from 'next/link';
import { PageBody, PageHeader } from '#components/shell/page-header.tsx';
import { useTRPC, useTRPCClient } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { EmptyState, ErrorState } from '#components/ui/empty-state.tsx';
import { ListSkeleton } from '#components/ui/skeleton.tsx';
import { usePageVisible } from '#components/ui/use-page-visible.ts';
import { RunFilters } from './run-filters.tsx';
import { RunTable } from './run-table.tsx';
import { type RunFilter, useRunFilter } from './use-run-filter.ts';

const PAGE_SIZE = 50;

function useRuns(filter: RunFilter) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const enabled = usePageVisible();
  const refresh = () => void queryClient.invalidateQueries(trpc.run.list.pathFilter());
  // `onStarted` too: what changed while there was no connection was not announced.
  useSubscription(trpc.run.watchAll.subscriptionOptions({}, { enabled, onData: refresh, onStarted: refresh }));
  // Not `infiniteQueryOptions`: it adds a `direction` to the input, and inputs are strict.
  return useInfiniteQuery({
    queryKey: [...trpc.run.list.pathKey(), 'pages', filter],
    queryFn: ({ pageParam, signal }) =>
      client.run.list.query({ ...filter, limit: PAGE_SIZE, cursor: pageParam ?? undefined }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

function NoRuns({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (filtered) {
    return <EmptyState title="No run fits these filters" action={<Button onClick={onClear}>Clear filters</Button>} />;
  }
  return (
    <EmptyState
      icon={Activity}
      title="Nothing has run yet"
      action={
        <Link href="/workflows" className={buttonStyles({ variant: 'primary' })}>
          Open workflows
        </Link>
      }
    >
      Open a workflow and press Run. Every run stays here with its graph, its timeline and what went in and out.
    </EmptyState>
  );
}

/** Every run of the workspace, newest first, live. */
export function RunsPage() {
  const [filter, setFilter] = useRunFilter();
  const runs = useRuns(filter);
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = filter.status !== undefined || filter.workflow !== undefined;
  return (
    <PageBody>
      <PageHeader title="Runs">
        <RunFilters filter={filter} onChange={setFilter} />
      </PageHeader>
      {runs.isPending ? <ListSkeleton rows={8} /> : null}
      {runs.isError ? (
        <ErrorState message={readFailure(runs.error).message} onRetry={() => void runs.refetch()} />
      ) : null}
      {runs.isSuccess && items.length === 0 ? <NoRuns filtered={filtered} onClear={() => setFilter({})} /> : null}
      {items.length > 0 ? <RunTable runs={items} /> : null}
      {runs.hasNextPage ? (
        <Button className="self-center" busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
          Show older runs
        </Button>
      ) : null}
    </PageBody>
  );
}
