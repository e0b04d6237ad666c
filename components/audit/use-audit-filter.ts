'use client';

import { useSearchParams } from 'next/navigation';
import type { AuditGroup } from '#server/audit/audit-actions.ts';

export const AUDIT_GROUP_LABEL: Record<AuditGroup, string> = {
  decisions: 'Decisions',
  workflows: 'Workflows',
  runs: 'Runs',
  people: 'People',
  keys: 'Keys and secrets',
  settings: 'Settings',
  denials: 'Refusals',
};
export const AUDIT_GROUPS = Object.keys(AUDIT_GROUP_LABEL) as AuditGroup[];

/** Days are those of the reader's calendar, `2026-11-21`; both ends belong to the range. */
export interface AuditFilter {
  by?: string | undefined;
  group?: AuditGroup | undefined;
  target?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const FIELDS = ['by', 'group', 'target', 'from', 'to'] as const;

/** The filter lives in the address, so that a filtered log can be shared. What the address says wrongly is ignored. */
export function useAuditFilter(): [AuditFilter, (filter: AuditFilter) => void] {
  const params = useSearchParams();
  const filter: AuditFilter = {
    by: params.get('by') ?? undefined,
    group: AUDIT_GROUPS.find((group) => group === params.get('group')),
    target: params.get('target')?.slice(0, 200) || undefined,
    from: dayIn(params.get('from')),
    to: dayIn(params.get('to')),
  };
  function setFilter(next: AuditFilter): void {
    const query = new URLSearchParams();
    for (const field of FIELDS) if (next[field]) query.set(field, next[field]);
    // The page reads it itself: nothing to ask the server for.
    window.history.replaceState(null, '', query.size > 0 ? `/settings/audit?${query.toString()}` : '/settings/audit');
  }
  return [filter, setFilter];
}

/** The filter as the server understands it: days become moments. */
export function toQuery({ by, group, target, from, to }: AuditFilter) {
  return {
    ...(by && { by }),
    ...(group && { group }),
    ...(target && { target }),
    ...(from && { from: startOf(from, 0) }),
    ...(to && { until: startOf(to, 1) }),
  };
}

function dayIn(text: string | null): string | undefined {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

function startOf(day: string, daysLater: number): string {
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + daysLater);
  return at.toISOString();
}
