'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '#components/trpc/client.ts';
import { cn } from '#components/ui/cn.ts';
import { RUN_VIEWS, type RunView, viewHref } from './use-run-filter.ts';

const WORDS: Record<RunView, string> = { all: 'All', 'dead-letters': 'Dead letters', archived: 'Archived' };

/** The lists of runs, each with an address of its own. How many failures nobody has handled is always in view. */
export function RunsTabs({ view }: { view: RunView }) {
  const trpc = useTRPC();
  const count = useQuery(trpc.run.deadLetterCount.queryOptions()).data?.count ?? 0;
  return (
    <nav aria-label="Lists of runs" className="flex w-full gap-4 border-b border-line">
      {RUN_VIEWS.map((each) => (
        <Link
          key={each}
          href={viewHref(each)}
          aria-current={view === each ? 'page' : undefined}
          className={cn(
            '-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent text-sm font-medium text-muted hover:text-ink touch:h-11',
            view === each && 'border-accent text-ink',
          )}
        >
          {WORDS[each]}
          {each === 'dead-letters' && count > 0 ? (
            <span className="rounded-full bg-failed-soft px-1.5 text-xs text-failed tabular-nums">{count}</span>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}
