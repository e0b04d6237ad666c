'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { GraphPicture } from '#components/graph-picture/graph-picture.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { failureReport, readFailure } from '#components/trpc/error.ts';
import { Button } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/empty-state.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { notify } from '#components/ui/toast.tsx';

/** Makes a workflow from a template and opens it. */
function useTemplate() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.workflow.createFromTemplate.mutationOptions({
      onSuccess: ({ name }) => {
        void queryClient.invalidateQueries(trpc.workflow.list.queryFilter());
        router.push(`/workflows/${name}`);
      },
      onError: (error) => {
        const failure = readFailure(error);
        notify.error(failure.message, { details: failureReport(failure) });
      },
    }),
  );
}

function LoadingCard() {
  return (
    <li aria-hidden className="flex h-77 flex-col overflow-hidden rounded-lg border border-line bg-surface">
      <div className="h-36.25 border-b border-line bg-canvas" />
      <div className="flex flex-1 flex-col gap-2 p-4">
        <Skeleton className="h-3.5 w-2/5" />
        <Skeleton className="mt-1 h-3" />
        <Skeleton className="h-3 w-3/5" />
        <Skeleton className="mt-auto h-8 w-26 touch:h-11" />
      </div>
    </li>
  );
}

/** Ready workflows: a picture and a sentence each. */
export function TemplateGallery() {
  const trpc = useTRPC();
  const templates = useQuery(trpc.workflow.templates.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  const start = useTemplate();
  return (
    <section aria-labelledby="templates" className="mt-4 flex flex-col gap-3">
      <h2 id="templates" className="text-lg font-semibold">
        Templates
      </h2>
      {templates.isError ? (
        <ErrorState message={readFailure(templates.error).message} onRetry={() => void templates.refetch()} />
      ) : null}
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {templates.isPending ? [0, 1, 2, 3, 4, 5].map((card) => <LoadingCard key={card} />) : null}
        {templates.data?.map((template) => (
          <li key={template.id} className="flex flex-col overflow-hidden rounded-lg border border-line bg-surface">
            <div className="border-b border-line bg-canvas p-2">
              <GraphPicture document={template.document} className="h-32 w-full" />
            </div>
            <div className="flex flex-1 flex-col items-start gap-1 p-4">
              <h3 className="text-base font-medium">{template.title}</h3>
              <p className="flex-1 text-sm text-muted">{template.sentence}</p>
              <Button
                className="mt-3"
                aria-label={`Use template ${template.title}`}
                busy={start.isPending && start.variables.template === template.id}
                disabled={start.isPending || start.isSuccess}
                onClick={() => start.mutate({ template: template.id })}
              >
                Use template
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
