'use client';

import Link from 'next/link';
import { CountBadge } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { Tooltip } from '#components/ui/tooltip.tsx';
import { Mark } from './mark.tsx';
import { APPROVALS_HREF, isCurrent, MAIN_ITEMS, type NavItem, navName, SETTINGS_ITEM } from './nav-items.ts';
import { useWaitingForMe } from './use-approvals.ts';
import { UserMenu } from './user-menu.tsx';

function RailLink({ item, pathname, waiting }: { item: NavItem; pathname: string; waiting: number }) {
  const current = isCurrent(item, pathname);
  const Icon = item.icon;
  return (
    <Tooltip content={item.label} side="right">
      <Link
        href={item.href}
        aria-current={current ? 'page' : undefined}
        className={cn(
          'relative flex size-9 items-center justify-center rounded-lg text-muted transition-colors hover:bg-hover hover:text-ink',
          current && 'bg-accent-soft text-accent hover:bg-accent-soft hover:text-accent',
        )}
      >
        <Icon aria-hidden className="size-[18px]" strokeWidth={1.75} />
        <span className="sr-only">{navName(item, waiting)}</span>
        {item.href === APPROVALS_HREF ? (
          <CountBadge count={waiting} className="absolute -top-1 -right-1 ring-2 ring-surface" />
        ) : null}
      </Link>
    </Tooltip>
  );
}

/** The narrow navigation of wide windows. */
export function Rail({ pathname }: { pathname: string }) {
  const waiting = useWaitingForMe();
  return (
    <nav
      aria-label="Main"
      className="flex w-14 shrink-0 flex-col items-center gap-1 border-r border-line bg-surface py-2 max-sm:hidden"
    >
      <Link
        href="/workflows"
        aria-label="Fermata, home"
        className="mb-1 flex size-9 items-center justify-center rounded-lg text-accent"
      >
        <Mark className="size-6" />
      </Link>
      {MAIN_ITEMS.map((item) => (
        <RailLink key={item.href} item={item} pathname={pathname} waiting={waiting} />
      ))}
      <div className="mt-auto flex flex-col items-center gap-1">
        <RailLink item={SETTINGS_ITEM} pathname={pathname} waiting={0} />
        <UserMenu side="right" />
      </div>
    </nav>
  );
}
