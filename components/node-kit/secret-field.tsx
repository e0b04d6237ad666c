'use client';

import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { FieldFrame, hint } from './fields.tsx';
import type { FieldProps } from './fields.tsx';
import { useConfigField, useInspector } from './inspector-context.ts';

/** No name of a secret: those have no dash. */
const NONE = '-';

/** The name of one of the workspace's secrets, or none. One that is not there stays chosen and is said to be missing. */
export function SecretField({ path, label, description }: FieldProps) {
  const { secrets } = useInspector().choices;
  const field = useConfigField(path, label);
  const value = typeof field.value === 'string' ? field.value : NONE;
  const isMissing = secrets !== null && value !== NONE && !secrets.some((secret) => secret.name === value);
  const options = [
    { value: NONE, label: 'None' },
    ...(secrets ?? []).map(({ name, hosts }) => ({ value: name, label: name, hint: hosts[0] ?? 'no host yet' })),
    ...(value !== NONE && (isMissing || secrets === null)
      ? [{ value, label: value, hint: isMissing ? 'missing' : '' }]
      : []),
  ];
  const missing = isMissing ? `There is no secret "${value}" yet. Make it in Settings > Secrets.` : null;
  return (
    <FieldFrame name={field.name}>
      <Field label={label} description={hint(description, field.warning ?? missing)} error={field.error}>
        <Select
          value={value}
          options={options}
          disabled={field.readOnly}
          onValueChange={(next) => field.set(next === NONE ? undefined : next)}
        />
      </Field>
    </FieldFrame>
  );
}
