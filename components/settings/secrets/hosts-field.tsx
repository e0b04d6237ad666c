'use client';

import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';

export function hostsOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((host) => host.trim())
    .filter(Boolean);
}

export interface HostsFieldProps {
  value: string;
  onChange(text: string): void;
  error: string | undefined;
}

/** Hosts as people write lists: one a line, or with commas. */
export function HostsField({ value, onChange, error }: HostsFieldProps) {
  return (
    <Field
      label="Allowed hosts"
      description="One a line, such as api.example.com, or *.example.com for every host below it. None: it is sent nowhere."
      error={error}
    >
      <Textarea
        rows={2}
        value={value}
        placeholder="api.example.com"
        spellCheck={false}
        autoCapitalize="none"
        className="font-mono text-sm"
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
