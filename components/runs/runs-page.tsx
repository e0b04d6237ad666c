'use client';

import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { Activity, Archive } from 'lucide-react';
import Link from 'next/link';
import { PageBody, PageHeader } from '#components/shell/page-header.tsx';
import { useTRPC, useTRPCClient } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { reload } from '#components/trpc/reload.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { EmptyState, ErrorState } from '#components/ui/empty-state.tsx';
import { RowsSkeleton } from '#components/ui/skeleton.tsx';
import { usePageVisible } from '#components/ui/use-page-visible.ts';
import { DeadLetters } from './dead-letters.tsx';
import { RunsTabs } from './runs-tabs.tsx';
import { RunFilters } from './run-filters.tsx';
import { RunTable } from './run-table.tsx';
import { type RunFilter, useRunFilter } from './use-run-filter.ts';

const PAGE_SIZE = 50;

/** Lists are fetched anew when a run changes. */
function useLiveRuns(): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const enabled = usePageVisible();
  const refresh = () => {
    void reload(queryClient, trpc.run.list.pathFilter());
    void reload(queryClient, trpc.run.deadLetters.pathFilter());
    void reload(queryClient, trpc.run.deadLetterCount.pathFilter());
  };
  // `onStarted` too: what changed while there was no connection was not announced.
  useSubscription(trpc.run.watchAll.subscriptionOptions({}, { enabled, onData: refresh, onStarted: refresh }));
}

function useRuns({ view, ...filter }: RunFilter) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const shown = { ...filter, ...(view === 'archived' && { view }) };
  // Not `infiniteQueryOptions`: it adds a `direction` to the input, and inputs are strict.
  return useInfiniteQuery({
    queryKey: [...trpc.run.list.pathKey(), 'pages', shown],
    queryFn: ({ pageParam, signal }) =>
      client.run.list.query({ ...shown, limit: PAGE_SIZE, cursor: pageParam ?? undefined }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

function NoRuns({ filtered, archived, onClear }: { filtered: boolean; archived: boolean; onClear: () => void }) {
  if (filtered) {
    return <EmptyState title="No run fits these filters" action={<Button onClick={onClear}>Clear filters</Button>} />;
  }
  if (archived) {
    return (
      <EmptyState icon={Archive} title="No archived run">
        A finished run that you archive leaves the other lists and stays here until it is deleted.
      </EmptyState>
    );
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

/** The runs of the workspace, newest first, live: all, those that failed and wait for somebody, the archived ones. */
export function RunsPage() {
  const [filter, setFilter] = useRunFilter();
  useLiveRuns();
  const isDeadLetters = filter.view === 'dead-letters';
  return (
    <PageBody>
      {/* On a phone the filters stand below the tabs, which so have their place in every list. */}
      <div className="flex flex-wrap items-center justify-between gap-4">
        <PageHeader title="Runs" />
        {isDeadLetters ? null : <RunFilters filter={filter} onChange={setFilter} />}
        <RunsTabs view={filter.view} />
      </div>
      {isDeadLetters ? <DeadLetters /> : <RunList filter={filter} onClear={() => setFilter({ view: filter.view })} />}
    </PageBody>
  );
}

function RunList({ filter, onClear }: { filter: RunFilter; onClear: () => void }) {
  const runs = useRuns(filter);
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = filter.status !== undefined || filter.workflow !== undefined;
  return (
    <>
      {runs.isPending ? <RowsSkeleton rows={8} className="max-sm:*:h-17" /> : null}
      {runs.isError ? (
        <ErrorState message={readFailure(runs.error).message} onRetry={() => void runs.refetch()} />
      ) : null}
      {runs.isSuccess && items.length === 0 ? (
        <NoRuns filtered={filtered} archived={filter.view === 'archived'} onClear={onClear} />
      ) : null}
      {items.length > 0 ? <RunTable runs={items} view={filter.view} /> : null}
      {runs.hasNextPage ? (
        <Button className="self-center" busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
          Show older runs
        </Button>
      ) : null}
    </>
  );
}
