'use client';

import { ChevronRight, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { notify } from '#components/ui/toast.tsx';
import type { Json, JsonObject } from '#core/json.ts';
import { childPath, preview } from './shape.ts';

const OPEN_DEPTH = 2;
const STEP = 100;

function scalarTone(value: Json): string {
  if (typeof value === 'string') return 'text-ink';
  return value === null ? 'text-subtle' : 'text-accent';
}

function CopyPath({ path }: { path: string }) {
  return (
    <IconButton
      label={`Copy path ${path}`}
      size="icon-sm"
      className="size-5 opacity-0 group-hover:opacity-100 focus-visible:opacity-100 touch:hidden [&_svg]:size-3"
      onClick={() => {
        void navigator.clipboard.writeText(path).then(() => notify.done(`Copied ${path}`));
      }}
    >
      <Copy aria-hidden />
    </IconButton>
  );
}

interface EntryProps {
  name: string | number;
  value: Json;
  path: string;
  depth: number;
}

function Entry({ name, value, path, depth }: EntryProps) {
  const isBranch = typeof value === 'object' && value !== null;
  const [open, setOpen] = useState(depth < OPEN_DEPTH);
  const nameSpan = <span className="shrink-0 text-muted">{name}</span>;
  return (
    <li>
      <div className="group flex min-h-6 items-start gap-1.5">
        {isBranch ? (
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="flex min-w-0 items-center gap-1 rounded-sm text-left"
          >
            <ChevronRight
              aria-hidden
              className={cn('size-3.5 shrink-0 text-subtle transition-transform', open && 'rotate-90')}
            />
            {nameSpan}
            {open ? null : <span className="truncate text-subtle">{preview(value)}</span>}
          </button>
        ) : (
          <span className="flex min-w-0 gap-2 pl-[18px]">
            {nameSpan}
            <span className={cn('min-w-0 break-words whitespace-pre-wrap', scalarTone(value))}>
              {typeof value === 'string' ? value : String(value)}
            </span>
          </span>
        )}
        <CopyPath path={path} />
      </div>
      {isBranch && open ? <Branch value={value} path={path} depth={depth + 1} /> : null}
    </li>
  );
}

function Branch({ value, path, depth }: { value: Json[] | JsonObject; path: string; depth: number }) {
  const [limit, setLimit] = useState(STEP);
  const entries: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  if (entries.length === 0) return <p className="pl-[18px] text-subtle">empty</p>;
  return (
    <>
      <ul className={cn(depth > 0 && 'ml-[6px] border-l border-line pl-2.5')}>
        {entries.slice(0, limit).map(([name, child]) => (
          <Entry key={name} name={name} value={child} path={childPath(path, name)} depth={depth} />
        ))}
      </ul>
      {entries.length > limit ? (
        <Button size="sm" className="mt-1 ml-4" onClick={() => setLimit(limit + STEP)}>
          Show more ({entries.length - limit} left)
        </Button>
      ) : null}
    </>
  );
}

/** An object or list to open and close, with the path of every value to copy. */
export function JsonTree({ value, path, label }: { value: Json; path: string; label: string }) {
  if (typeof value !== 'object' || value === null) return null;
  return (
    <div role="group" aria-label={label} className="font-mono text-xs leading-6">
      <Branch value={value} path={path} depth={0} />
    </div>
  );
}
