import Link from 'next/link';
import { GraphPicture } from '#components/graph-picture/graph-picture.tsx';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { Badge } from '#components/ui/badge.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { RunStatusBadge } from '#components/ui/status.tsx';
import { WorkflowMenu } from './workflow-menu.tsx';

type WorkflowListItem = RouterOutputs['workflow']['list'][number];

function LastRun({ run }: { run: NonNullable<WorkflowListItem['lastRun']> }) {
  return (
    <Link
      href={`/runs/${run.id}`}
      className="relative flex flex-col items-start gap-1 rounded-md max-sm:ml-24 sm:items-end"
    >
      <span className="sr-only">Last run:</span>
      <RunStatusBadge status={run.status} needsPerson={run.needsPerson} />
      <RelativeTime iso={run.createdAt} className="text-xs text-muted max-sm:hidden" />
    </Link>
  );
}

/** One workflow: its picture, what it is for, where it stands. */
export function WorkflowRow({ workflow, isArchived }: { workflow: WorkflowListItem; isArchived: boolean }) {
  return (
    <li className="relative flex items-center gap-x-4 gap-y-1.5 border-b border-line p-3 transition-colors last:border-b-0 hover:bg-hover max-sm:flex-wrap">
      <div className="h-20 w-52 shrink-0 rounded-md border border-line bg-canvas max-sm:h-14 max-sm:w-20">
        <GraphPicture document={workflow.document} className="size-full" />
      </div>
      <div className="flex min-w-0 flex-1 flex-col gap-0.5 max-sm:basis-40 max-sm:pr-10">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={`/workflows/${workflow.name}`}
            className="truncate text-base font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {workflow.title}
          </Link>
          <Badge>{workflow.publishedVersion === null ? 'Draft' : `v${workflow.publishedVersion}`}</Badge>
        </div>
        {workflow.description ? <p className="line-clamp-1 text-sm text-muted">{workflow.description}</p> : null}
        <p className="text-xs text-muted">
          Edited <RelativeTime iso={workflow.updatedAt} /> by {workflow.updatedBy.name}
        </p>
      </div>
      {workflow.lastRun ? <LastRun run={workflow.lastRun} /> : null}
      <WorkflowMenu workflow={workflow} isArchived={isArchived} />
    </li>
  );
}
