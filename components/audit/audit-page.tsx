'use client';

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Download, ScrollText } from 'lucide-react';
import { SettingsSection } from '#components/settings/settings-frame.tsx';
import { useTRPC, useTRPCClient } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { EmptyState, ErrorState } from '#components/ui/empty-state.tsx';
import { RowsSkeleton } from '#components/ui/skeleton.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { AuditTable } from './audit-table.tsx';
import { type AuditFilter, toQuery, useAuditFilter } from './use-audit-filter.ts';
import { useVerify, VerdictNotice, VerifyButton } from './verify-log.tsx';

const PAGE_SIZE = 50;

function useAuditLog(filter: AuditFilter) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  // Not `infiniteQueryOptions`: it adds a `direction` to the input, and inputs are strict.
  return useInfiniteQuery({
    queryKey: [...trpc.audit.list.pathKey(), 'pages', filter],
    queryFn: ({ pageParam, signal }) =>
      client.audit.list.query(
        { ...toQuery(filter), limit: PAGE_SIZE, ...(pageParam === null ? {} : { before: pageParam }) },
        { signal },
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.nextBefore,
    placeholderData: keepPreviousData,
  });
}

function Exports({ filter }: { filter: AuditFilter }) {
  const href = (format: string) =>
    `/api/audit/export?${new URLSearchParams({ format, ...toQuery(filter) }).toString()}`;
  return (
    <>
      <a href={href('csv')} download className={buttonStyles()}>
        <Download aria-hidden />
        Export CSV
      </a>
      <a href={href('jsonl')} download className={buttonStyles()}>
        <Download aria-hidden />
        Export JSON Lines
      </a>
    </>
  );
}

function NoEntries({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (filtered) {
    return <EmptyState title="No entry fits these filters" action={<Button onClick={onClear}>Clear filters</Button>} />;
  }
  return (
    <EmptyState icon={ScrollText} title="Nothing was written down yet">
      Decisions, edits, publishes, changes of people, keys and secrets, and refusals appear here.
    </EmptyState>
  );
}

/** Everything that matters to who answers for this workspace, the newest first. */
export function AuditPage() {
  const [filter, setFilter] = useAuditFilter();
  const log = useAuditLog(filter);
  const verify = useVerify();
  const entries = log.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <SettingsSection
      title="Audit log"
      lead="Who did what, and when. Entries can only be added, and each is sealed with the one before it: a change, a gap or a cut is found."
    >
      <div className="flex flex-wrap items-center gap-2 max-sm:[&>*]:flex-1">
        <VerifyButton verify={verify} />
        <Exports filter={filter} />
      </div>
      {verify.data ? <VerdictNotice verdict={verify.data} /> : null}
      <AuditFilters filter={filter} onChange={setFilter} />
      {log.isPending ? <RowsSkeleton rows={8} /> : null}
      {log.isError ? <ErrorState message={readFailure(log.error).message} onRetry={() => void log.refetch()} /> : null}
      {log.isSuccess && entries.length === 0 ? <NoEntries filtered={filtered} onClear={() => setFilter({})} /> : null}
      {entries.length > 0 ? <AuditTable entries={entries} /> : null}
      {log.hasNextPage ? (
        <Button className="self-center" busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          Show older entries
        </Button>
      ) : null}
    </SettingsSection>
  );
}
