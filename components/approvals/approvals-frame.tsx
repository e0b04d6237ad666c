'use client';

import { useParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';
import { ApprovalInbox } from './approval-inbox.tsx';

/** Inbox and decision side by side; on a phone one after the other. */
export function ApprovalsFrame({ children }: { children: ReactNode }) {
  const { id } = useParams<{ id?: string }>();
  return (
    <div className="flex h-full">
      <div
        className={cn(
          'h-full w-full overflow-y-auto lg:w-96 lg:shrink-0 lg:border-r lg:border-line lg:bg-surface',
          id && 'max-lg:hidden',
        )}
      >
        <ApprovalInbox selectedId={id ?? null} />
      </div>
      <div className={cn('h-full min-w-0 flex-1 overflow-y-auto', !id && 'max-lg:hidden')}>{children}</div>
    </div>
  );
}
