'use client';

import { useState } from 'react';
import type { ReactNode } from 'react';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { SelectOption } from '#components/ui/select.tsx';
import type { ConfigPath } from './config-path.ts';
import { useConfigField } from './inspector-context.ts';

export interface FieldProps {
  path: ConfigPath;
  label: string;
  description?: ReactNode;
}

/** Finds the field by its path: for focus from the problems panel. */
export function FieldFrame({ name, children }: { name: string; children: ReactNode }) {
  return <div data-field={name}>{children}</div>;
}

/** A warning stands below like an error, but does not turn the control red. */
export function hint(description: ReactNode, warning: string | null): ReactNode {
  return warning ? <span className="text-warning">{warning}</span> : description;
}

/** A plain text, without expressions. Empty is no value. */
export function TextField({ path, label, description, placeholder }: FieldProps & { placeholder?: string }) {
  const field = useConfigField(path, label);
  return (
    <FieldFrame name={field.name}>
      <Field label={label} description={hint(description, field.warning)} error={field.error}>
        <Input
          value={typeof field.value === 'string' ? field.value : ''}
          placeholder={placeholder}
          readOnly={field.readOnly}
          spellCheck={false}
          onChange={(event) => field.set(event.target.value === '' ? undefined : event.target.value)}
          onBlur={() => field.seal()}
        />
      </Field>
    </FieldFrame>
  );
}

/** A number. What is typed stays while it is no number yet; the document only gets numbers. Empty is no value. */
export function NumberField({
  path,
  label,
  description,
  placeholder,
  integer = false,
}: FieldProps & { placeholder?: string; integer?: boolean }) {
  const field = useConfigField(path, label);
  const shown = typeof field.value === 'number' ? String(field.value) : '';
  const [draft, setDraft] = useState<string | null>(null);
  const wrong = draft !== null && draft.trim() !== '' && !Number.isFinite(Number(draft));
  return (
    <FieldFrame name={field.name}>
      <Field
        label={label}
        description={hint(description, field.warning)}
        error={wrong ? 'This is no number.' : field.error}
      >
        <Input
          inputMode={integer ? 'numeric' : 'decimal'}
          value={draft ?? shown}
          placeholder={placeholder}
          readOnly={field.readOnly}
          onChange={(event) => {
            const text = event.target.value;
            setDraft(text);
            if (text.trim() === '') field.set(undefined);
            else if (Number.isFinite(Number(text))) field.set(Number(text));
          }}
          onBlur={() => {
            if (!wrong) setDraft(null);
            field.seal();
          }}
        />
      </Field>
    </FieldFrame>
  );
}

export function SelectField<Value extends string>({
  path,
  label,
  description,
  options,
  fallback,
}: FieldProps & { options: readonly SelectOption<Value>[]; fallback: Value }) {
  const field = useConfigField(path, label);
  const value = options.find((option) => option.value === field.value)?.value ?? fallback;
  return (
    <FieldFrame name={field.name}>
      <Field label={label} description={hint(description, field.warning)} error={field.error}>
        <Select value={value} options={options} disabled={field.readOnly} onValueChange={(next) => field.set(next)} />
      </Field>
    </FieldFrame>
  );
}

/** Yes or no; no is the absence of the value. */
export function FlagField({ path, label, description }: FieldProps) {
  const field = useConfigField(path, label);
  return (
    <FieldFrame name={field.name}>
      <Checkbox
        label={label}
        description={hint(description, field.warning)}
        checked={field.value === true}
        disabled={field.readOnly}
        onCheckedChange={(checked) => field.set(checked ? true : undefined)}
      />
    </FieldFrame>
  );
}

/** Fields that belong together, side by side. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-3">{children}</div>;
}
