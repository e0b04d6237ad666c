'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import type { RouterOutputs } from '#components/trpc/types.ts';
import type { Shown } from './shown.ts';
import { hrefOf } from './shown.ts';

export type VersionItem = RouterOutputs['workflow']['versions'][number];

export interface VersionListProps {
  workflow: RouterOutputs['workflow']['get'];
  versions: readonly VersionItem[];
  shown: Shown;
}

/** The draft where it differs from what is published, and below it every version. */
export function VersionList({ workflow, versions, shown }: VersionListProps) {
  return (
    <ol
      aria-label="Versions"
      className="flex w-72 shrink-0 flex-col gap-1 overflow-y-auto border-line bg-surface p-2 max-md:max-h-56 max-md:w-full max-md:border-b md:border-r"
    >
      {workflow.hasUnpublishedChanges ? (
        <Item name={workflow.name} what="draft" isShown={shown === 'draft'}>
          <span className="flex items-center gap-2 font-medium">
            Draft <Badge tone="dashed">Not published</Badge>
          </span>
          <span className="text-xs text-muted">
            {workflow.updatedBy.name} · <RelativeTime iso={workflow.updatedAt} />
          </span>
        </Item>
      ) : null}
      {versions.map((version, index) => (
        <Item key={version.number} name={workflow.name} what={version.number} isShown={version.number === shown}>
          <span className="flex items-center gap-2 font-medium">
            Version {version.number}
            {index === 0 ? <Badge tone="accent">Published</Badge> : null}
          </span>
          {version.note ? <span className="line-clamp-3 text-sm text-ink">{version.note}</span> : null}
          <span className="text-xs text-muted">
            {version.by.name} · <RelativeTime iso={version.at} />
          </span>
        </Item>
      ))}
    </ol>
  );
}

function Item({ name, what, isShown, children }: { name: string; what: Shown; isShown: boolean; children: ReactNode }) {
  return (
    <li>
      <Link
        href={hrefOf(name, what)}
        aria-current={isShown ? 'true' : undefined}
        className={cn(
          'flex flex-col gap-0.5 rounded-md px-3 py-2 hover:bg-hover',
          isShown && 'bg-accent-soft hover:bg-accent-soft',
        )}
      >
        {children}
      </Link>
    </li>
  );
}
