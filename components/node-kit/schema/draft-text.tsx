'use client';

import { useId, useState } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Input, Textarea } from '#components/ui/input.tsx';

export interface DraftTextProps {
  label: string;
  /** Whose it is, for assistive technology: `ticket`. */
  of: string;
  description?: string;
  placeholder?: string;
  value: string;
  lines?: boolean;
  mono?: boolean;
  readOnly: boolean;
  /** Takes what was typed; a sentence when it will not do. */
  onChange(text: string): string | null;
  onBlur(): void;
}

/** Text that must have a form. What does not fit stays in the field, red, until the field is left. */
export function DraftText({ label, of, value, lines = false, readOnly, onChange, onBlur, ...rest }: DraftTextProps) {
  const [draft, setDraft] = useState<{ text: string; problem: string | null } | null>(null);
  const id = useId();
  const Control = lines ? Textarea : Input;
  return (
    <Field label={<NameOf label={label} of={of} />} description={rest.description} error={draft?.problem}>
      <Control
        id={id}
        {...(lines ? { rows: 2 } : {})}
        className={rest.mono ? 'font-mono text-xs' : 'text-sm'}
        placeholder={rest.placeholder}
        value={draft?.text ?? value}
        readOnly={readOnly}
        onChange={(event: { target: { value: string } }) => {
          const text = event.target.value;
          setDraft({ text, problem: onChange(text) });
        }}
        onBlur={() => {
          setDraft(null);
          onBlur();
        }}
      />
    </Field>
  );
}

/** `Description`, and for who cannot see where it stands: `Description of ticket`. */
export function NameOf({ label, of }: { label: string; of: string }) {
  return (
    <>
      {label}
      <span className="sr-only"> of {of}</span>
    </>
  );
}
