'use client';

import Link from 'next/link';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { formatCost, formatTokens } from '#components/ui/format.ts';
import { queueLabel } from '#components/run/queue-words.ts';
import { RelativeTime, useNow } from '#components/ui/relative-time.tsx';
import { RunStatusBadge, SimulatedBadge } from '#components/ui/status.tsx';
import { Table, TableCell, TableHead, TableRow } from '#components/ui/table.tsx';
import { formatDuration } from '#core/duration.ts';

type RunListItem = RouterOutputs['run']['list']['items'][number];

/** How long it took, or has taken so far. */
function Duration({ run }: { run: RunListItem }) {
  const now = useNow();
  if (run.startedAt === null) return '–';
  const end = run.endedAt === null ? now : Date.parse(run.endedAt);
  return end === null ? '–' : formatDuration(Math.max(0, end - Date.parse(run.startedAt)));
}

function statusLabel(run: RunListItem): string | undefined {
  if (run.queued) return queueLabel(run.queued);
  return run.status === 'waiting' && run.waitingFor ? `Waiting for ${run.waitingFor}` : undefined;
}

function RunRow({ run }: { run: RunListItem }) {
  return (
    <TableRow className="relative transition-colors hover:bg-hover">
      <TableCell className="max-sm:pr-0">
        <RunStatusBadge status={run.status} {...(statusLabel(run) ? { label: statusLabel(run) } : {})} />
      </TableCell>
      <TableCell className="w-full">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={`/runs/${run.id}`}
            className="font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {run.workflow.title} <span className="font-mono text-xs text-muted">{run.id.slice(-4)}</span>
          </Link>
          <span className="text-xs text-muted">{run.version === null ? 'draft' : `v${run.version}`}</span>
          {run.simulated ? <SimulatedBadge /> : null}
          <RelativeTime iso={run.createdAt} className="text-xs text-muted sm:hidden" />
        </span>
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted max-lg:hidden">{run.trigger.by?.name ?? 'API'}</TableCell>
      <TableCell className="text-right whitespace-nowrap text-muted max-sm:hidden">
        <RelativeTime iso={run.createdAt} />
      </TableCell>
      <TableCell className="text-right whitespace-nowrap text-muted tabular-nums max-md:hidden">
        <Duration run={run} />
      </TableCell>
      <TableCell className="text-right text-muted tabular-nums max-md:hidden">
        {formatTokens(run.inputTokens + run.outputTokens)}
      </TableCell>
      <TableCell className="text-right text-muted tabular-nums max-md:hidden">{formatCost(run.costUsd)}</TableCell>
    </TableRow>
  );
}

export function RunTable({ runs }: { runs: readonly RunListItem[] }) {
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <Table>
        <thead>
          <tr>
            <TableHead>Status</TableHead>
            <TableHead>Run</TableHead>
            <TableHead className="max-lg:hidden">Started by</TableHead>
            <TableHead className="text-right max-sm:hidden">Started</TableHead>
            <TableHead className="text-right max-md:hidden">Duration</TableHead>
            <TableHead className="text-right max-md:hidden">Tokens</TableHead>
            <TableHead className="text-right max-md:hidden">Cost</TableHead>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}
