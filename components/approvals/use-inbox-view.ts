'use client';

import { useSearchParams } from 'next/navigation';

export const INBOX_VIEWS = ['mine', 'all', 'decided'] as const;
export type InboxView = (typeof INBOX_VIEWS)[number];

export const INBOX_VIEW_LABEL: Record<InboxView, string> = { mine: 'Waiting for me', all: 'All', decided: 'Decided' };

/** The chosen list, from the address. */
export function useInboxView(): InboxView {
  const params = useSearchParams();
  return INBOX_VIEWS.find((view) => view === params.get('view')) ?? 'mine';
}

/** `/approvals` or one approval, keeping the chosen list. */
export function inboxHref(view: InboxView, id: string | null = null): string {
  return `/approvals${id ? `/${id}` : ''}${view === 'mine' ? '' : `?view=${view}`}`;
}
