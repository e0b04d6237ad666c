'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { History } from 'lucide-react';
import { useState } from 'react';
import { FlowCanvas } from '#components/canvas/flow-canvas.tsx';
import { createSelectionStore } from '#components/canvas/selection-store.ts';
import { NotFound } from '#components/shell/not-found.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Badge } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { EmptyState, ErrorState } from '#components/ui/empty-state.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { ListSkeleton } from '#components/ui/skeleton.tsx';

/** Every published version with its note; one of them to look at. `number` comes from the address, so it can be shared. */
export function VersionsPage({ name, number }: { name: string; number: number | null }) {
  const trpc = useTRPC();
  const versions = useQuery(trpc.workflow.versions.queryOptions({ name }));
  if (versions.isError) {
    const { code, message } = readFailure(versions.error);
    if (code === 'NOT_FOUND') return <NotFound what="workflow" />;
    return <ErrorState message={message} onRetry={() => void versions.refetch()} />;
  }
  const list = versions.data ?? [];
  const shown = number ?? list[0]?.number ?? null;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Header name={name} />
      {versions.isPending ? <ListSkeleton className="p-4" /> : null}
      {versions.isSuccess && list.length === 0 ? (
        <EmptyState icon={History} title="Nothing is published yet">
          Publish the draft in the editor; every version is then listed here with its note.
        </EmptyState>
      ) : null}
      {list.length > 0 ? (
        <div className="flex min-h-0 flex-1 max-md:flex-col">
          <ol
            aria-label="Versions"
            className="flex w-80 shrink-0 flex-col gap-1 overflow-y-auto border-line bg-surface p-2 max-md:max-h-64 max-md:w-full max-md:border-b md:border-r"
          >
            {list.map((version, index) => (
              <li key={version.number}>
                <Link
                  href={`/workflows/${name}/versions?version=${version.number}`}
                  aria-current={version.number === shown ? 'true' : undefined}
                  className={cn(
                    'flex flex-col gap-0.5 rounded-md px-3 py-2 hover:bg-hover',
                    version.number === shown && 'bg-accent-soft hover:bg-accent-soft',
                  )}
                >
                  <span className="flex items-center gap-2 font-medium">
                    Version {version.number}
                    {index === 0 ? <Badge tone="accent">Published</Badge> : null}
                  </span>
                  {version.note ? <span className="text-sm text-ink">{version.note}</span> : null}
                  <span className="text-xs text-muted">
                    {version.by.name} · <RelativeTime iso={version.at} />
                  </span>
                </Link>
              </li>
            ))}
          </ol>
          <div className="min-h-80 min-w-0 flex-1">
            {shown === null ? null : <VersionGraph key={shown} name={name} number={shown} />}
          </div>
        </div>
      ) : null}
    </div>
  );
}

function Header({ name }: { name: string }) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-surface px-4 text-base">
      <Link href="/workflows" className="text-muted hover:text-ink max-sm:hidden">
        Workflows
      </Link>
      <span aria-hidden className="text-subtle max-sm:hidden">
        /
      </span>
      <Link href={`/workflows/${name}`} className="truncate text-muted hover:text-ink">
        {name}
      </Link>
      <span aria-hidden className="text-subtle">
        /
      </span>
      <h1 className="font-medium">Versions</h1>
    </header>
  );
}

function VersionGraph({ name, number }: { name: string; number: number }) {
  const trpc = useTRPC();
  const version = useQuery(
    trpc.workflow.version.queryOptions({ name, number }, { staleTime: Number.POSITIVE_INFINITY }),
  );
  const [selection] = useState(createSelectionStore);
  if (version.isError)
    return <ErrorState message={readFailure(version.error).message} onRetry={() => void version.refetch()} />;
  if (version.isPending) return <div role="status" aria-label="Loading the version" className="size-full bg-canvas" />;
  return <FlowCanvas document={version.data.document} mode="view" selection={selection} />;
}
