'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Fragment, type ReactNode, useEffect, useRef } from 'react';
import { useMe } from '#components/account/use-me.ts';
import { PageBody, PageHeader } from '#components/shell/page-header.tsx';
import { cn } from '#components/ui/cn.ts';

const SECTIONS: readonly { href: string; label: string; needs?: string }[] = [
  { href: '/settings/account', label: 'Account' },
  { href: '/settings/general', label: 'General', needs: 'workspace:manage' },
  { href: '/settings/members', label: 'Members' },
  { href: '/settings/models', label: 'Models' },
  { href: '/settings/api-keys', label: 'API keys' },
  { href: '/settings/secrets', label: 'Secrets', needs: 'secret:view' },
  { href: '/settings/audit', label: 'Audit', needs: 'audit:view' },
];

/** Sections with addresses of their own. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  const held = useMe()?.permissions ?? [];
  // The server let this page through: its own section stands there before the permissions are known.
  const sections = SECTIONS.filter(
    ({ href, needs }) => needs === undefined || href === pathname || held.some((each) => each === needs),
  );
  const current = useRef<HTMLAnchorElement>(null);
  // On a phone the sections do not fit beside each other: the one that is open is never out of sight.
  useEffect(() => {
    // Newer browsers answer with a promise, which is no way to clean up after an effect.
    void current.current?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [pathname, sections.length]);
  return (
    <PageBody>
      <PageHeader title="Settings" />
      <nav aria-label="Settings" className="flex gap-4 overflow-x-auto border-b border-line">
        {sections.map(({ href, label }) => (
          <Link
            key={href}
            href={href}
            ref={pathname === href ? current : null}
            aria-current={pathname === href ? 'page' : undefined}
            className={cn(
              '-mb-px flex h-9 shrink-0 items-center border-b-2 border-transparent text-sm font-medium whitespace-nowrap text-muted hover:text-ink touch:h-11',
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

/** Rows of one kind of thing. */
export function SettingsList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="overflow-hidden rounded-lg border border-line">
      {children}
    </ul>
  );
}

/** A name, what is known about it in one line below, and on the right what may be done with it. */
export function SettingsRow({
  title,
  badge,
  facts,
  children,
}: {
  title: string;
  badge?: ReactNode;
  facts: readonly ReactNode[];
  children?: ReactNode;
}) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-3 py-2.5 last:border-b-0">
      <div className="flex min-w-0 flex-1 basis-56 flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-2 text-base font-medium">
          <span className="truncate">{title}</span>
          {badge}
        </span>
        <span className="text-xs text-muted">
          {facts.map((fact, index) => (
            <Fragment key={index}>
              {index > 0 ? ' · ' : null}
              {fact}
            </Fragment>
          ))}
        </span>
      </div>
      {children}
    </li>
  );
}
