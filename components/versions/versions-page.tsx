'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { History } from 'lucide-react';
import type { ReactNode } from 'react';
import { Breadcrumb } from '#components/shell/breadcrumb.tsx';
import { NotFound } from '#components/shell/not-found.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { buttonStyles } from '#components/ui/button.tsx';
import { EmptyState, ErrorState } from '#components/ui/empty-state.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { CompareView } from './compare-view.tsx';
import type { ComparedWith, Shown } from './shown.ts';
import { useStateDocument } from './use-state-document.ts';
import { ComparisonSkeleton, VersionListSkeleton } from './versions-skeleton.tsx';
import { VersionActions } from './version-actions.tsx';
import { VersionList } from './version-list.tsx';
import type { VersionItem } from './version-list.tsx';

export interface VersionsPageProps {
  name: string;
  /** From the address, so that both can be shared; null: the newest one, compared with what came before it. */
  shown: Shown | null;
  compareWith: ComparedWith | null;
}

/** The history of a workflow: every version with its note, any two of them compared, and the ways back. */
export function VersionsPage({ name, shown, compareWith }: VersionsPageProps) {
  const trpc = useTRPC();
  const workflow = useQuery(trpc.workflow.get.queryOptions({ name }));
  const versions = useQuery(trpc.workflow.versions.queryOptions({ name }));
  const failed = workflow.isError ? workflow : versions.isError ? versions : null;
  if (failed) {
    const { code, message } = readFailure(failed.error);
    if (code === 'NOT_FOUND') return <NotFound what="workflow" />;
    return <ErrorState message={message} onRetry={() => void failed.refetch()} />;
  }
  if (!workflow.isSuccess || !versions.isSuccess) {
    return (
      <Frame name={name}>
        <div role="status" aria-label="Loading" className="flex min-h-0 flex-1 max-md:flex-col">
          <VersionListSkeleton />
          <ComparisonSkeleton />
        </div>
      </Frame>
    );
  }
  if (versions.data.length === 0) {
    return (
      <Frame name={name} title={workflow.data.title}>
        <EmptyState
          icon={History}
          title="Nothing is published yet"
          action={
            <Link href={`/workflows/${name}`} className={buttonStyles({ variant: 'primary' })}>
              Open the draft
            </Link>
          }
        >
          Publish the draft in the editor; every version is then listed here with its note.
        </EmptyState>
      </Frame>
    );
  }
  return <Versions workflow={workflow.data} versions={versions.data} shown={shown} compareWith={compareWith} />;
}

interface HistoryProps {
  workflow: RouterOutputs['workflow']['get'];
  versions: readonly VersionItem[];
  shown: Shown | null;
  compareWith: ComparedWith | null;
}

function Versions({ workflow, versions, ...address }: HistoryProps) {
  const newest = versions[0]?.number ?? 1;
  const shown = address.shown ?? newest;
  const compareWith = address.compareWith ?? before(shown, versions);
  const others = (['draft', ...versions.map(({ number }) => number)] as const).filter((other) => other !== shown);
  return (
    <Frame
      name={workflow.name}
      title={workflow.title}
      actions={typeof shown === 'number' ? <VersionActions workflow={workflow} number={shown} /> : null}
    >
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <VersionList workflow={workflow} versions={versions} shown={shown} />
        <Compared workflow={workflow} shown={shown} compareWith={compareWith} others={others} />
      </div>
    </Frame>
  );
}

/** What a state came from: the draft from what is published, a version from the one before it. */
function before(shown: Shown, versions: readonly VersionItem[]): ComparedWith {
  if (shown === 'draft') return versions[0]?.number ?? 'none';
  return versions.find(({ number }) => number < shown)?.number ?? 'none';
}

function Compared({
  workflow,
  shown,
  compareWith,
  others,
}: Pick<HistoryProps, 'workflow'> & { shown: Shown; compareWith: ComparedWith; others: readonly Shown[] }) {
  const after = useStateDocument(workflow, shown);
  const earlier = useStateDocument(workflow, compareWith);
  const failed = after.error ? after : earlier.error ? earlier : null;
  if (failed) return <ErrorState message={readFailure(failed.error).message} onRetry={failed.retry} />;
  if (!after.document || earlier.document === undefined)
    return (
      <div role="status" aria-label="Loading the version" className="flex min-h-0 flex-1">
        <ComparisonSkeleton />
      </div>
    );
  return (
    <CompareView
      key={shown}
      name={workflow.name}
      shown={shown}
      compareWith={compareWith}
      others={others}
      after={after.document}
      before={earlier.document}
    />
  );
}

interface FrameProps {
  name: string;
  /** Absent until it is known. */
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
}

function Frame({ name, title, actions, children }: FrameProps) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-surface px-4">
        <Breadcrumb>
          <Link
            href={`/workflows/${name}`}
            aria-label={title === undefined ? name : undefined}
            className="truncate text-muted hover:text-ink"
          >
            {title ?? <Skeleton className="h-4 w-28" />}
          </Link>
          <span aria-hidden className="text-subtle">
            /
          </span>
          <h1 className="font-medium">Versions</h1>
        </Breadcrumb>
        <span className="ml-auto flex shrink-0 gap-2">{actions}</span>
      </header>
      {children}
    </div>
  );
}
