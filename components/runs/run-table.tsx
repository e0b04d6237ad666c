'use client';

import Link from 'next/link';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { formatCost, formatTokens } from '#components/ui/format.ts';
import { queueLabel } from '#components/run/queue-words.ts';
import { Checkbox, rowCheckbox } from '#components/ui/checkbox.tsx';
import { cn } from '#components/ui/cn.ts';
import { RelativeTime, useNow } from '#components/ui/relative-time.tsx';
import { RunStatusBadge, SimulatedBadge } from '#components/ui/status.tsx';
import { Table, TableCell, TableHead, TableRow } from '#components/ui/table.tsx';
import { useCan } from '#components/account/use-me.ts';
import { formatDuration } from '#core/duration.ts';
import { PickedActions } from './picked-actions.tsx';
import { PickedBar } from './picked-bar.tsx';
import { type Picked, usePicked } from './use-picked.ts';
import type { RunView } from './use-run-filter.ts';

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

/** On a phone a row is two lines beside its checkbox: which run, then how it stands. */
const PHONE_LINE = 'max-sm:col-start-2 max-sm:h-auto max-sm:py-0';

function RunRow({ run, picked }: { run: RunListItem; picked: Picked | null }) {
  return (
    <TableRow className="relative transition-colors hover:bg-hover max-sm:grid max-sm:grid-cols-[auto_minmax(0,1fr)] max-sm:gap-y-1 max-sm:py-2.5">
      {picked ? (
        <TableCell className="pr-0 max-sm:row-span-2 max-sm:h-auto max-sm:w-7 max-sm:py-0">
          {run.endedAt === null ? null : (
            <span className="relative z-10 flex">
              <Checkbox
                className={rowCheckbox}
                checked={picked.has(run.id)}
                onCheckedChange={(isPicked) => picked.set(run.id, isPicked)}
                label={
                  <span className="sr-only">
                    Select {run.workflow.title} run {run.id.slice(-4)}
                  </span>
                }
              />
            </span>
          )}
        </TableCell>
      ) : null}
      <TableCell className={cn('max-sm:order-2', PHONE_LINE)}>
        <RunStatusBadge
          className="align-middle"
          status={run.status}
          needsPerson={run.needsPerson}
          label={statusLabel(run)}
        />
      </TableCell>
      <TableCell className={cn('w-full max-sm:order-1', PHONE_LINE)}>
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
      <TableCell className="max-w-44 truncate text-muted max-lg:hidden">{run.trigger.by?.name ?? 'API'}</TableCell>
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

export function RunTable({ runs, view }: { runs: readonly RunListItem[]; view: RunView }) {
  const finished = runs.flatMap((run) => (run.endedAt === null ? [] : [run.id]));
  const picked = usePicked(finished);
  const mayChange = useCan('run:archive');
  return (
    <div className="flex flex-col gap-2">
      {mayChange && finished.length > 0 ? (
        <PickedBar picked={picked} total={finished.length}>
          <PickedActions picked={picked} isArchive={view === 'archived'} />
        </PickedBar>
      ) : null}
      <Rows runs={runs} picked={mayChange ? picked : null} />
    </div>
  );
}

function Rows({ runs, picked }: { runs: readonly RunListItem[]; picked: Picked | null }) {
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <Table className="max-sm:block">
        <thead className="max-sm:hidden">
          <tr>
            {picked ? (
              <TableHead className="w-6 pr-0">
                <span className="sr-only">Select</span>
              </TableHead>
            ) : null}
            <TableHead>Status</TableHead>
            <TableHead>Run</TableHead>
            <TableHead className="max-lg:hidden">Started by</TableHead>
            <TableHead className="text-right max-sm:hidden">Started</TableHead>
            <TableHead className="text-right max-md:hidden">Duration</TableHead>
            <TableHead className="text-right max-md:hidden">Tokens</TableHead>
            <TableHead className="text-right max-md:hidden">Cost</TableHead>
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {runs.map((run) => (
            <RunRow key={run.id} run={run} picked={picked} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}
