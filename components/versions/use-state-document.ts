'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '#components/trpc/client.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import type { WorkflowDocument } from '#core/graph/schema.ts';
import type { ComparedWith } from './shown.ts';

export interface StateDocument {
  /** Undefined while it is loaded; null where there is nothing to load. */
  document: WorkflowDocument | null | undefined;
  error: unknown;
  retry(): void;
}

/** The graph of a version, which never changes, or of the draft as the page knows it. */
export function useStateDocument(workflow: RouterOutputs['workflow']['get'], what: ComparedWith): StateDocument {
  const trpc = useTRPC();
  const isVersion = typeof what === 'number';
  const query = useQuery(
    trpc.workflow.version.queryOptions(
      { name: workflow.name, number: isVersion ? what : 1 },
      { staleTime: Number.POSITIVE_INFINITY, enabled: isVersion },
    ),
  );
  const retry = (): void => void query.refetch();
  if (what === 'none') return { document: null, error: null, retry };
  if (what === 'draft') return { document: workflow.document, error: null, retry };
  return { document: query.data?.document, error: query.error, retry };
}
