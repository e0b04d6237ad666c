'use client';

import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { FieldFrame, hint } from './fields.tsx';
import type { FieldProps } from './fields.tsx';
import { useConfigField, useInspector } from './inspector-context.ts';

/** The workspace's default, or one of the models that this server can reach. A model it does not know stays chosen. */
export function ModelField({ path, label, description }: FieldProps) {
  const { choices } = useInspector();
  const field = useConfigField(path, label);
  const value = typeof field.value === 'string' ? field.value : 'default';
  const known = choices.models.some((model) => model.id === value);
  const options = [
    { value: 'default', label: choices.defaultModel === null ? 'Default' : `Default (${choices.defaultModel})` },
    ...choices.models.map((model) => ({
      value: model.id,
      label: model.label,
      hint: model.simulated ? 'simulated' : model.provider,
    })),
    ...(known || value === 'default' ? [] : [{ value, label: value, hint: 'not set up here' }]),
  ];
  return (
    <FieldFrame name={field.name}>
      <Field label={label} description={hint(description, field.warning)} error={field.error}>
        <Select value={value} options={options} disabled={field.readOnly} onValueChange={(next) => field.set(next)} />
      </Field>
    </FieldFrame>
  );
}
