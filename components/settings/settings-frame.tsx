'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { PageBody, PageHeader } from '#components/shell/page-header.tsx';
import { cn } from '#components/ui/cn.ts';

const SECTIONS = [
  { href: '/settings/account', label: 'Account' },
  { href: '/settings/members', label: 'Members' },
] as const;

/** Sections with addresses of their own. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  return (
    <PageBody>
      <PageHeader title="Settings" />
      <nav aria-label="Settings" className="flex gap-4 border-b border-line">
        {SECTIONS.map(({ href, label }) => (
          <Link
            key={href}
            href={href}
            aria-current={pathname === href ? 'page' : undefined}
            className={cn(
              '-mb-px flex h-9 items-center border-b-2 border-transparent text-sm font-medium text-muted hover:text-ink touch:h-11',
              pathname === href && 'border-accent text-ink',
            )}
          >
            {label}
          </Link>
        ))}
      </nav>
      {children}
    </PageBody>
  );
}

/** A titled block of settings. */
export function SettingsSection({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4 sm:p-5">
      <div className="flex flex-col gap-1">
        <h2 className="text-lg font-semibold">{title}</h2>
        {lead ? <p className="max-w-[72ch] text-sm text-muted">{lead}</p> : null}
      </div>
      {children}
    </section>
  );
}
