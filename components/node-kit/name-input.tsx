'use client';

import { useState } from 'react';
import { Input } from '#components/ui/input.tsx';

export interface NameInputProps {
  value: string;
  label: string;
  /** A sentence when a name will not do, else null. */
  check(name: string): string | null;
  onChange(name: string): void;
  onBlur(): void;
  readOnly: boolean;
}

/** A name that other things refer to. A name that will not do stays in the field, red, and out of the document. */
export function NameInput({ value, label, check, onChange, onBlur, readOnly }: NameInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const problem = draft === null ? null : check(draft);
  return (
    <Input
      aria-label={label}
      aria-invalid={problem ? true : undefined}
      title={problem ?? undefined}
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
  );
}
