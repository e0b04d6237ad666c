'use client';

import Link from 'next/link';
import { CountBadge } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { APPROVALS_HREF, isCurrent, MAIN_ITEMS, navName, SETTINGS_ITEM } from './nav-items.ts';
import { useWaitingForMe } from './use-approvals.ts';
import { UserMenu } from './user-menu.tsx';

/** The navigation of phones: where a thumb reaches, with words. */
export function BottomBar({ pathname }: { pathname: string }) {
  const waiting = useWaitingForMe();
  return (
    <nav
      aria-label="Main"
      className="grid shrink-0 grid-cols-5 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {[...MAIN_ITEMS, SETTINGS_ITEM].map((item) => {
        const current = isCurrent(item, pathname);
        const Icon = item.icon;
        return (
          <Link
            key={item.href}
            href={item.href}
            aria-current={current ? 'page' : undefined}
            className={cn(
              'relative flex h-14 flex-col items-center justify-center gap-0.5 text-2xs font-medium text-muted outline-offset-[-2px]',
              current && 'text-accent',
            )}
          >
            <span className="relative">
              <Icon aria-hidden className="size-5" strokeWidth={1.75} />
              {item.href === APPROVALS_HREF ? (
                <CountBadge count={waiting} className="absolute -top-1.5 left-3 ring-2 ring-surface" />
              ) : null}
            </span>
            <span aria-hidden>{item.label}</span>
            <span className="sr-only">{navName(item, waiting)}</span>
          </Link>
        );
      })}
      <div className="flex items-center justify-center">
        <UserMenu side="top" />
      </div>
    </nav>
  );
}
