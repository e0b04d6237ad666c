'use client';

import { useQuery } from '@tanstack/react-query';
import { JsonView } from '#components/json-view/json-view.tsx';
import { readFailure } from '#components/trpc/error.ts';
import { useTRPC } from '#components/trpc/client.ts';
import { ErrorState } from '#components/ui/empty-state.tsx';
import { ListSkeleton } from '#components/ui/skeleton.tsx';
import type { Stored } from '#core/json.ts';

/** A value of the journal, fetched first when it is kept by reference. */
export function ValueView({ stored, ...rest }: ValueProps & { stored: Stored }) {
  return 'value' in stored ? (
    <JsonView value={stored.value} label={rest.name} {...(rest.path === undefined ? {} : { path: rest.path })} />
  ) : (
    <ReferencedValue reference={stored.ref} {...rest} />
  );
}

interface ValueProps {
  runId: string;
  name: string;
  /** The expression that reads the value. */
  path?: string;
}

function ReferencedValue({ runId, reference, name, path }: ValueProps & { reference: string }) {
  const trpc = useTRPC();
  // Artifacts never change.
  const query = useQuery(trpc.run.value.queryOptions({ id: runId, ref: reference }, { staleTime: Infinity }));
  if (query.isPending) return <ListSkeleton rows={3} />;
  if (query.isError) {
    return <ErrorState message={readFailure(query.error).message} onRetry={() => void query.refetch()} />;
  }
  return <JsonView value={query.data} label={name} {...(path === undefined ? {} : { path })} />;
}
