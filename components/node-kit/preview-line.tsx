'use client';

import { useState } from 'react';
import { cn } from '#components/ui/cn.ts';
import type { FieldPreview } from '#core/run/field-preview.ts';

const SHORT = 160;
const LONG = 4_000;

/** What the field above would have been in the last run. */
export function PreviewLine({ preview }: { preview: FieldPreview }) {
  const [whole, setWhole] = useState(false);
  if (!preview.ok) {
    return (
      <p className="text-xs text-subtle">
        <Label /> no value. {preview.message}.
      </p>
    );
  }
  const { value } = preview;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, whole ? 2 : 0);
  const isLong = text.length > SHORT || text.split('\n').length > 2;
  return (
    <div className="flex min-w-0 flex-col items-start gap-0.5 text-xs">
      <p
        className={cn(
          'max-w-full break-words whitespace-pre-wrap text-muted',
          whole ? 'max-h-60 overflow-y-auto' : 'line-clamp-2',
        )}
      >
        <Label />{' '}
        <span className={cn('text-ink', typeof value !== 'string' && 'font-mono')}>
          {text === '' ? 'an empty text' : text.slice(0, whole ? LONG : SHORT * 2)}
          {whole && text.length > LONG ? ' …' : ''}
        </span>
      </p>
      {isLong ? (
        <button
          type="button"
          aria-expanded={whole}
          className="font-medium text-accent hover:underline"
          onClick={() => setWhole(!whole)}
        >
          {whole ? 'Show less' : 'Show all of it'}
        </button>
      ) : null}
    </div>
  );
}

function Label() {
  return <span className="text-subtle">In the last run:</span>;
}
