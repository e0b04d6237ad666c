'use client';

import { useState } from 'react';
import type { ReactNode } from 'react';

export interface RowsOrJsonProps {
  label: string;
  rows: ReactNode;
  /** The same value as JSON: it can say what rows cannot. */
  json: ReactNode;
  /** Below either. */
  children?: ReactNode;
}

/** A value as rows for people, and as JSON one click away. */
export function RowsOrJson({ label, rows, json, children }: RowsOrJsonProps) {
  const [asJson, setAsJson] = useState(false);
  return (
    <fieldset className="flex flex-col gap-2">
      <div className="flex items-baseline justify-between gap-3">
        <legend className="text-sm font-medium text-ink">{label}</legend>
        <button
          type="button"
          className="text-xs font-medium text-accent hover:underline"
          onClick={() => setAsJson(!asJson)}
        >
          {asJson ? 'Edit as rows' : 'Edit as JSON'}
        </button>
      </div>
      {asJson ? json : rows}
      {children}
    </fieldset>
  );
}
