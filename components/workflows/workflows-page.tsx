'use client';

import { useQuery } from '@tanstack/react-query';
import { Archive, FileUp, Workflow } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useCan } from '#components/account/use-me.ts';
import { chooseFiles } from '#components/import/choose-files.ts';
import { FileDrop } from '#components/import/file-drop.tsx';
import { ImportDialog } from '#components/import/import-dialog.tsx';
import { PageBody, PageHeader } from '#components/shell/page-header.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Button } from '#components/ui/button.tsx';
import { EmptyState, ErrorState } from '#components/ui/empty-state.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { NewWorkflow } from './new-workflow.tsx';
import { TemplateGallery } from './template-gallery.tsx';
import { WorkflowRow } from './workflow-row.tsx';

function LoadingRows() {
  return (
    <div
      role="status"
      aria-label="Loading workflows"
      className="overflow-hidden rounded-lg border border-line bg-surface"
    >
      {[0, 1, 2].map((row) => (
        <div key={row} className="flex items-center gap-4 border-b border-line p-3 last:border-b-0">
          <Skeleton className="h-20 w-52 shrink-0 max-sm:h-14 max-sm:w-20" />
          <div className="flex min-w-0 flex-1 flex-col gap-2">
            <Skeleton className="h-3 w-48 max-w-full" />
            <Skeleton className="h-3 w-72 max-w-full" />
          </div>
        </div>
      ))}
    </div>
  );
}

function useWorkflows(archived: boolean) {
  const trpc = useTRPC();
  return useQuery(trpc.workflow.list.queryOptions({ archived }));
}

interface ListProps {
  workflows: ReturnType<typeof useWorkflows>;
  mayEdit: boolean;
  archived: boolean;
}

function WorkflowList({ workflows, mayEdit, archived }: ListProps) {
  if (workflows.isPending) return <LoadingRows />;
  if (workflows.isError) {
    return <ErrorState message={readFailure(workflows.error).message} onRetry={() => void workflows.refetch()} />;
  }
  if (workflows.data.length === 0 && archived) {
    return (
      <EmptyState icon={Archive} title="No archived workflow" className="py-8">
        A workflow that is archived starts no new runs and is out of the way, until it is restored or deleted.
      </EmptyState>
    );
  }
  if (workflows.data.length === 0) {
    return (
      <EmptyState icon={Workflow} title="No workflow yet" className="py-8">
        A workflow is a graph: agents do the work, branches and loops steer it, and an approval holds it until a person
        decides.{' '}
        {mayEdit
          ? 'Start from a template below, it runs at once on the built-in simulated model, or from a blank canvas.'
          : 'When an editor makes one, it appears here.'}
      </EmptyState>
    );
  }
  return (
    <ul className="overflow-hidden rounded-lg border border-line bg-surface">
      {workflows.data.map((workflow) => (
        <WorkflowRow key={workflow.name} workflow={workflow} isArchived={archived} />
      ))}
    </ul>
  );
}

/** All workflows of the workspace, and what to start from. */
export function WorkflowsPage() {
  const mayEdit = useCan('workflow:edit');
  const archived = useSearchParams().get('view') === 'archived';
  const workflows = useWorkflows(archived);
  const [files, setFiles] = useState<readonly File[] | null>(null);
  return (
    <FileDrop
      className="min-h-full"
      hint="Drop to import: each file becomes a workflow"
      onFiles={mayEdit ? setFiles : undefined}
    >
      <PageBody>
        <PageHeader title={archived ? 'Archived workflows' : 'Workflows'}>
          {mayEdit ? (
            <>
              <Button onClick={() => chooseFiles(setFiles, { multiple: true })}>
                <FileUp aria-hidden />
                Import
              </Button>
              <NewWorkflow />
            </>
          ) : null}
        </PageHeader>
        <WorkflowList workflows={workflows} mayEdit={mayEdit} archived={archived} />
        {/* What stands below the list comes with it, and so is never moved by it. */}
        {workflows.isPending ? null : (
          <Link
            href={archived ? '/workflows' : '/workflows?view=archived'}
            className="self-start text-sm text-muted hover:text-ink hover:underline"
          >
            {archived ? 'Back to the workflows in use' : 'Archived workflows'}
          </Link>
        )}
        {mayEdit && !archived && !workflows.isPending ? <TemplateGallery /> : null}
      </PageBody>
      {files ? <ImportDialog files={files} onClose={() => setFiles(null)} /> : null}
    </FileDrop>
  );
}
