'use client';

import { ChevronRight, ShieldX } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { fieldLabel } from '#components/decision/field-text.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { cn } from '#components/ui/cn.ts';
import { IconButton } from '#components/ui/button.tsx';
import { formatExact } from '#components/ui/format.ts';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { Table, TableCell, TableHead, TableRow } from '#components/ui/table.tsx';
import type { Json } from '#core/json.ts';
import { type AuditEntry, sentenceOf } from './audit-sentence.ts';

const VIA: Readonly<Record<string, string>> = { session: 'Browser', 'api-key': 'API key', system: 'Fermata itself' };

function Target({ target }: { target: AuditEntry['target'] }) {
  if (target.href === null) {
    return <span className={cn('font-medium', target.type === 'request' && 'font-mono text-xs')}>{target.name}</span>;
  }
  return (
    <Link href={target.href} className="font-medium text-accent hover:underline">
      {target.name}
    </Link>
  );
}

function What({ entry }: { entry: AuditEntry }) {
  const { did, more, alone } = sentenceOf(entry);
  return (
    <span className="min-w-0 [overflow-wrap:anywhere]">
      {entry.action === 'access.denied' ? (
        <ShieldX aria-hidden className="mr-1.5 inline size-3.5 -translate-y-px text-failed" />
      ) : null}
      {did}
      {alone ? null : (
        <>
          {' '}
          <Target target={entry.target} />
        </>
      )}
      {more ? ` ${more}` : ''}
    </span>
  );
}

function Detail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  const { details, target, hash } = entry;
  return (
    <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm sm:grid-cols-[9rem_minmax(0,1fr)]">
      <Detail name="When">{formatExact(entry.at)}</Detail>
      <Detail name="By way of">{VIA[entry.via] ?? entry.via}</Detail>
      <Detail name="Action">
        <span className="font-mono text-xs">{entry.action}</span>
      </Detail>
      <Detail name="On">
        {target.type} <span className="font-mono text-xs text-muted">{target.id}</span>
      </Detail>
      {Object.entries(details).map(([name, value]) => (
        <Detail key={name} name={fieldLabel(name)}>
          {inWords(value) ?? <span className="font-mono text-xs">{JSON.stringify(value)}</span>}
        </Detail>
      ))}
      <Detail name="Entry">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-mono text-xs">
            {entry.seq}:{hash.slice(0, 12)}…
          </span>
          <CopyButton size="sm" variant="ghost" text={`${entry.seq}:${hash}`} label="Copy" />
        </span>
      </Detail>
    </dl>
  );
}

/** Texts, lists of texts and numbers read as they are; null for what only JSON can say. */
function inWords(value: Json): string | null {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value.join(', ') || 'none' : null;
  return typeof value === 'object' ? null : String(value) || 'none';
}

function AuditRow({ entry }: { entry: AuditEntry }) {
  const [open, setOpen] = useState(false);
  const id = `audit-${entry.seq}`;
  return (
    <>
      <TableRow className={cn('transition-colors hover:bg-hover', open && 'border-b-0')}>
        <TableCell className="w-10 pr-0 max-sm:pl-0.5">
          <IconButton
            size="icon-sm"
            label={`Details of entry ${entry.seq}`}
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            onClick={() => setOpen(!open)}
          >
            <ChevronRight aria-hidden className={cn('transition-transform', open && 'rotate-90')} />
          </IconButton>
        </TableCell>
        <TableCell className="max-w-48 truncate whitespace-nowrap max-sm:hidden">{entry.actor.name}</TableCell>
        <TableCell className="w-full max-sm:pl-1.5">
          <span className="font-medium sm:hidden">{entry.actor.name} </span>
          <What entry={entry} />
          <RelativeTime iso={entry.at} className="block text-xs text-muted sm:hidden" />
        </TableCell>
        <TableCell className="text-right whitespace-nowrap text-muted max-sm:hidden">
          <RelativeTime iso={entry.at} />
        </TableCell>
      </TableRow>
      {open ? (
        <TableRow id={id}>
          <TableCell colSpan={4} className="pb-4 align-top sm:pl-13">
            <Details entry={entry} />
          </TableCell>
        </TableRow>
      ) : null}
    </>
  );
}

export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <Table aria-label="Audit log">
        <thead>
          <tr>
            <TableHead className="pr-0">
              <span className="sr-only">Details</span>
            </TableHead>
            <TableHead className="max-sm:hidden">Who</TableHead>
            <TableHead className="max-sm:pl-1.5">What</TableHead>
            <TableHead className="text-right max-sm:hidden">When</TableHead>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <AuditRow key={entry.seq} entry={entry} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}
