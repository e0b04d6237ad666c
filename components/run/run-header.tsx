'use client';

import { useMutation } from '@tanstack/react-query';
import { Square } from 'lucide-react';
import Link from 'next/link';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Breadcrumb } from '#components/shell/breadcrumb.tsx';
import { Button } from '#components/ui/button.tsx';
import { formatCost, formatTokens } from '#components/ui/format.ts';
import { RunStatusBadge, SimulatedBadge } from '#components/ui/status.tsx';
import { notify } from '#components/ui/toast.tsx';
import { formatDuration } from '#core/duration.ts';
import type { RunState } from '#core/run/state.ts';
import { isFinalRunStatus } from '#core/run/state.ts';
import { RunMenu } from './run-menu.tsx';
import type { LoadedRun } from './loaded-run.ts';
import { RedriveLinks, RunAgain } from './redrive.tsx';
import { needsPerson } from './timeline-rows.ts';
import { useRunClock, useRunState } from './use-run.ts';
import { VersionLink } from './version-link.tsx';

/** Where we are, how the run stands, what it cost, and what can be done about it. */
export function RunHeader({ run }: { run: LoadedRun }) {
  const state = useRunState();
  return (
    <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-surface px-4 py-2">
      <Breadcrumb>
        <Link href={`/workflows/${run.workflow.name}`} className="truncate font-medium hover:underline">
          {run.workflow.title}
        </Link>
        <span aria-hidden className="text-subtle">
          /
        </span>
        <h1 className="font-mono text-sm whitespace-nowrap">run {run.id.slice(-4)}</h1>
      </Breadcrumb>
      <span role="status" className="flex items-center gap-2">
        <RunBadge state={state} />
      </span>
      {run.simulated ? <SimulatedBadge /> : null}
      <RedriveLinks run={run} />
      <div className="ml-auto flex items-center gap-3">
        <Figures run={run} />
        <RunAgain run={run} />
        <Stop run={run} />
        <RunMenu run={run} />
      </div>
    </header>
  );
}

function RunBadge({ state }: { state: RunState }) {
  const waits = Object.values(state.executions).filter((execution) => execution.status === 'waiting');
  if (state.status !== 'waiting' || waits.some(needsPerson)) return <RunStatusBadge status={state.status} />;
  const label = waits.every((execution) => execution.reason === 'retry') ? 'Waiting to retry' : 'Waiting for a timer';
  return <RunStatusBadge status="waiting" needsPerson={false} label={label} />;
}

function Figures({ run }: { run: LoadedRun }) {
  const state = useRunState();
  const nowMs = useRunClock(state);
  const tokens = state.usage.inputTokens + state.usage.outputTokens;
  const startedMs = Date.parse(state.startedAt ?? '');
  return (
    <p className="text-sm text-muted tabular-nums max-md:hidden">
      {Number.isNaN(startedMs) ? null : `${formatDuration(Math.max(0, nowMs - startedMs))} · `}
      {formatTokens(tokens)} tokens · {formatCost(state.usage.costUsd)} ·{' '}
      {run.version === null ? (
        'draft'
      ) : (
        <VersionLink workflow={run.workflow.name} number={run.version} className="hover:text-ink hover:underline">
          {`v${run.version}`}
        </VersionLink>
      )}
    </p>
  );
}

function Stop({ run }: { run: LoadedRun }) {
  const trpc = useTRPC();
  const state = useRunState();
  const cancel = useMutation(
    trpc.run.cancel.mutationOptions({ onError: (error) => notify.error(readFailure(error).message) }),
  );
  if (!run.permissions.cancel || isFinalRunStatus(state.status)) return null;
  return (
    <Button variant="danger" busy={cancel.isPending || cancel.isSuccess} onClick={() => cancel.mutate({ id: run.id })}>
      <Square aria-hidden /> Stop
    </Button>
  );
}
