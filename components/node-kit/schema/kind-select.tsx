'use client';

import { Select } from '#components/ui/select.tsx';
import type { SelectOption } from '#components/ui/select.tsx';
import { KIND_LABEL, VALUE_KINDS } from './schema-kinds.ts';
import type { ValueKind } from './schema-kinds.ts';

const KINDS: readonly SelectOption<ValueKind>[] = VALUE_KINDS.map((kind) => ({ value: kind, label: KIND_LABEL[kind] }));
const JSON_ONLY: SelectOption<'json'> = { value: 'json', label: 'As JSON', disabled: true };

interface KindSelectProps {
  label: string;
  /** Null: JSON says more than any kind. */
  kind: ValueKind | null;
  readOnly: boolean;
  className?: string;
  onChange(kind: ValueKind): void;
}

export function KindSelect({ label, kind, readOnly, className, onChange }: KindSelectProps) {
  return (
    <Select<ValueKind | 'json'>
      aria-label={label}
      {...(className === undefined ? {} : { className })}
      value={kind ?? 'json'}
      options={kind === null ? [JSON_ONLY, ...KINDS] : KINDS}
      disabled={readOnly}
      onValueChange={(next) => {
        if (next !== 'json') onChange(next);
      }}
    />
  );
}
