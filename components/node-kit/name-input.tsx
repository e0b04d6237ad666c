'use client';

import { useEffect, useId, useRef, useState } from 'react';
import { Input } from '#components/ui/input.tsx';

export interface NameInputProps {
  value: string;
  label: string;
  /** A sentence when a name will not do, else null. */
  check(name: string): string | null;
  onChange(name: string): void;
  onBlur(): void;
  readOnly: boolean;
  /** It was just made: the cursor goes into it, and typing replaces the name. */
  autoFocus?: boolean;
}

/** A name that other things refer to. A name that will not do stays in the field, red, and out of the document. */
export function NameInput({ value, label, check, onChange, onBlur, readOnly, autoFocus = false }: NameInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const problem = draft === null ? null : check(draft);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!autoFocus) return;
    input.current?.focus();
    input.current?.select();
  }, [autoFocus]);
  return (
    <span className="flex min-w-0 flex-1 flex-col gap-1">
      <Input
        ref={input}
        aria-label={label}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? id : undefined}
        className="font-mono text-xs"
        value={draft ?? value}
        readOnly={readOnly}
        onChange={(event) => {
          setDraft(event.target.value);
          if (check(event.target.value) === null) onChange(event.target.value);
        }}
        onBlur={() => {
          setDraft(null);
          onBlur();
        }}
      />
      {problem ? (
        <span id={id} className="text-xs text-failed">
          {problem}
        </span>
      ) : null}
    </span>
  );
}
