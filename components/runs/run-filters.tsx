'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '#components/trpc/client.ts';
import { Select } from '#components/ui/select.tsx';
import { RUN_STATUS_LOOK } from '#components/ui/status.tsx';
import type { RunStatus } from '#core/run/state.ts';
import { RUN_STATUSES, type RunFilter } from './use-run-filter.ts';

const ANY = '';
const STATUS_OPTIONS = [
  { value: ANY, label: 'Any status' },
  ...RUN_STATUSES.map((status) => ({ value: status, label: RUN_STATUS_LOOK[status].word })),
];

export function RunFilters({ filter, onChange }: { filter: RunFilter; onChange: (filter: RunFilter) => void }) {
  const trpc = useTRPC();
  const workflows = useQuery(trpc.workflow.list.queryOptions()).data ?? [];
  const known = workflows.map(({ name, title }) => ({ value: name, label: title }));
  // A shared address can name a workflow that the list does not have (yet).
  const missing = filter.workflow && !known.some(({ value }) => value === filter.workflow);
  const options = [
    { value: ANY, label: 'Any workflow' },
    ...(missing && filter.workflow ? [{ value: filter.workflow, label: filter.workflow }] : []),
    ...known,
  ];
  return (
    <div className="flex gap-2 max-sm:order-1 max-sm:w-full">
      <Select
        aria-label="Workflow"
        className="w-48 max-sm:w-full"
        value={filter.workflow ?? ANY}
        options={options}
        onValueChange={(workflow) => onChange({ ...filter, workflow: workflow || undefined })}
      />
      <Select
        aria-label="Status"
        className="w-48 max-sm:w-full"
        value={filter.status ?? ANY}
        options={STATUS_OPTIONS}
        onValueChange={(status) => onChange({ ...filter, status: status === ANY ? undefined : (status as RunStatus) })}
      />
    </div>
  );
}
