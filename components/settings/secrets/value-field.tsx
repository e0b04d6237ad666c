'use client';

import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';

export interface ValueFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  error: string | undefined;
  autoFocus?: boolean;
}

/** Hidden while it is typed, and never filled in from what a browser or a server remembers. */
export function ValueField({ label, value, onChange, error, autoFocus = false }: ValueFieldProps) {
  return (
    <Field label={label} description="At least 6 characters. It cannot be read again, only replaced." error={error}>
      <Input
        type="password"
        autoComplete="new-password"
        data-1p-ignore
        value={value}
        className="font-mono"
        onChange={(event) => onChange(event.target.value)}
        required
        autoFocus={autoFocus}
      />
    </Field>
  );
}
