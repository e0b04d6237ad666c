'use client';

import { useSearchParams } from 'next/navigation';
import { RUN_STATUS_LOOK } from '#components/ui/status.tsx';
import type { RunStatus } from '#core/run/state.ts';

/** The lists of runs. */
export const RUN_VIEWS = ['all', 'dead-letters', 'archived'] as const;
export type RunView = (typeof RUN_VIEWS)[number];

export function viewHref(view: RunView): string {
  return view === 'all' ? '/runs' : `/runs?view=${view}`;
}

export interface RunFilter {
  view: RunView;
  status?: RunStatus | undefined;
  workflow?: string | undefined;
}

export const RUN_STATUSES = Object.keys(RUN_STATUS_LOOK) as RunStatus[];

/** The filter lives in the address, so that a filtered list can be shared. What the address says wrongly is ignored. */
export function useRunFilter(): [RunFilter, (filter: RunFilter) => void] {
  const params = useSearchParams();
  const filter: RunFilter = {
    view: RUN_VIEWS.find((view) => view === params.get('view')) ?? 'all',
    status: RUN_STATUSES.find((status) => status === params.get('status')),
    workflow: params.get('workflow') ?? undefined,
  };
  function setFilter(next: RunFilter): void {
    const query = new URLSearchParams();
    if (next.view !== 'all') query.set('view', next.view);
    if (next.status) query.set('status', next.status);
    if (next.workflow) query.set('workflow', next.workflow);
    // The page reads it itself: nothing to ask the server for.
    window.history.replaceState(null, '', query.size > 0 ? `/runs?${query.toString()}` : '/runs');
  }
  return [filter, setFilter];
}
