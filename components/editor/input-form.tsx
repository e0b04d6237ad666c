'use client';

import { Checkbox } from '#components/ui/checkbox.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, Textarea } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { InputDraft, InputField } from './input-values.ts';

export interface InputFormProps {
  fields: readonly InputField[];
  draft: InputDraft;
  errors: Readonly<Record<string, string>>;
  onChange(draft: InputDraft): void;
}

/** Fields for the input of a run, from its schema. */
export function InputForm({ fields, draft, errors, onChange }: InputFormProps) {
  return (
    <div className="flex flex-col gap-4">
      {fields.map((field) => (
        <InputRow
          key={field.name}
          field={field}
          value={draft[field.name] ?? ''}
          error={errors[field.name] ?? null}
          onChange={(value) => onChange({ ...draft, [field.name]: value })}
        />
      ))}
    </div>
  );
}

interface InputRowProps {
  field: InputField;
  value: string | boolean;
  error: string | null;
  onChange(value: string | boolean): void;
}

function InputRow({ field, value, error, onChange }: InputRowProps) {
  if (field.kind === 'yes-no') {
    return (
      <Checkbox
        label={field.label}
        description={error ?? field.description}
        checked={value === true}
        onCheckedChange={onChange}
      />
    );
  }
  return (
    <Field
      label={field.label}
      description={
        field.description ?? (field.kind === 'lines' ? 'One on each line' : field.kind === 'json' ? 'JSON' : undefined)
      }
      error={error}
      aside={field.required ? undefined : <span className="text-xs text-subtle">optional</span>}
    >
      <Control field={field} value={String(value)} onChange={onChange} />
    </Field>
  );
}

function Control({ field, value, onChange }: { field: InputField; value: string; onChange(value: string): void }) {
  switch (field.kind) {
    case 'choice':
      return (
        <Select
          value={value}
          options={field.choices.map((choice) => ({ value: choice, label: choice }))}
          onValueChange={onChange}
        />
      );
    case 'long-text':
    case 'lines':
    case 'json':
      return (
        <Textarea
          rows={field.kind === 'json' ? 3 : 4}
          className={field.kind === 'json' ? 'font-mono text-xs' : undefined}
          placeholder={field.example}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    default:
      return (
        <Input
          inputMode={field.kind === 'number' ? 'decimal' : 'text'}
          placeholder={field.example}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
