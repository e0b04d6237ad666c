'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { AuditGroup } from '#server/audit/audit-actions.ts';
import { AUDIT_GROUP_LABEL, AUDIT_GROUPS, type AuditFilter } from './use-audit-filter.ts';

const ANY = '';
const SYSTEM = { value: 'system', label: 'Fermata itself' };
const TYPING_MS = 300;

const GROUP_OPTIONS = [
  { value: ANY, label: 'Everything' },
  ...AUDIT_GROUPS.map((group) => ({ value: group, label: AUDIT_GROUP_LABEL[group] })),
];

export interface AuditFiltersProps {
  filter: AuditFilter;
  onChange(filter: AuditFilter): void;
}

export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const trpc = useTRPC();
  const actors = useQuery(trpc.audit.actors.queryOptions()).data ?? [];
  const known = [...actors.map(({ id, name }) => ({ value: id, label: name })), SYSTEM];
  const missing = filter.by && !known.some(({ value }) => value === filter.by);
  const people = [
    { value: ANY, label: 'Anybody' },
    ...(missing && filter.by ? [{ value: filter.by, label: filter.by }] : []),
    ...known,
  ];
  const day = (name: 'from' | 'to', label: string) => (
    <Field label={label} className="min-w-0">
      <Input
        type="date"
        value={filter[name] ?? ''}
        onChange={(event) => onChange({ ...filter, [name]: event.target.value || undefined })}
      />
    </Field>
  );
  return (
    <div
      role="search"
      aria-label="Audit log"
      className="grid grid-cols-2 gap-3 lg:grid-cols-[1fr_1fr_1.4fr_9.5rem_9.5rem]"
    >
      <Field label="Who" className="min-w-0">
        <Select
          value={filter.by ?? ANY}
          options={people}
          onValueChange={(by) => onChange({ ...filter, by: by || undefined })}
        />
      </Field>
      <Field label="What" className="min-w-0">
        <Select
          value={filter.group ?? ANY}
          options={GROUP_OPTIONS}
          onValueChange={(group) => onChange({ ...filter, group: group === ANY ? undefined : (group as AuditGroup) })}
        />
      </Field>
      <TargetField filter={filter} onChange={onChange} />
      {day('from', 'From')}
      {day('to', 'To')}
    </div>
  );
}

/** Looked for once the typing pauses; what the address says, a cleared filter included, wins over what was typed. */
function TargetField({ filter, onChange }: AuditFiltersProps) {
  const [text, setText] = useState(filter.target ?? '');
  const [shown, setShown] = useState(filter.target);
  if (shown !== filter.target) {
    setShown(filter.target);
    setText(filter.target ?? '');
  }
  useEffect(() => {
    const next = text.trim() || undefined;
    if (next === filter.target) return;
    const timer = setTimeout(() => onChange({ ...filter, target: next }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, filter, onChange]);
  return (
    <Field label="On what" className="min-w-0 max-lg:col-span-2">
      <Input type="search" placeholder="Name or id" value={text} onChange={(event) => setText(event.target.value)} />
    </Field>
  );
}
