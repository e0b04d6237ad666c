'use client';

import { useMutation } from '@tanstack/react-query';
import { ChevronDown, RotateCcw } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '#components/ui/menu.tsx';
import { notify } from '#components/ui/toast.tsx';
import type { Execution } from '#core/run/state.ts';
import { isFinalRunStatus } from '#core/run/state.ts';
import type { LoadedRun } from './loaded-run.ts';
import { useRunState } from './use-run.ts';

/** Starts a run that goes on from this one, and goes there. */
function useRedrive() {
  const trpc = useTRPC();
  const router = useRouter();
  return useMutation(
    trpc.run.redrive.mutationOptions({
      onSuccess: ({ id }) => router.push(`/runs/${id}`),
      onError: (error) => notify.error(readFailure(error).message),
    }),
  );
}

/** Once more from the start; where the run did not come to a good end, also from where it stopped. */
export function RunAgain({ run }: { run: LoadedRun }) {
  const trpc = useTRPC();
  const router = useRouter();
  const { status } = useRunState();
  const redrive = useRedrive();
  const start = useMutation(
    trpc.run.again.mutationOptions({
      onSuccess: ({ id }) => router.push(`/runs/${id}`),
      onError: (error) => notify.error(readFailure(error).message),
    }),
  );
  if (!run.permissions.start || !isFinalRunStatus(status)) return null;
  const again = () => start.mutate({ id: run.id });
  // The page of the new run is on its way: a second click would start one more.
  const isLeaving = [start, redrive].some(({ isPending, isSuccess }) => isPending || isSuccess);
  if (status !== 'failed' && status !== 'cancelled') {
    return (
      <Button busy={isLeaving} onClick={again}>
        <RotateCcw aria-hidden /> Run again
      </Button>
    );
  }
  return (
    <Menu>
      <MenuTrigger className={buttonStyles()} disabled={isLeaving}>
        <RotateCcw aria-hidden /> Run again <ChevronDown aria-hidden />
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem onClick={() => redrive.mutate({ id: run.id })}>From where it stopped</MenuItem>
        <MenuItem onClick={again}>From the start</MenuItem>
      </MenuContent>
    </Menu>
  );
}

/** For the node that is selected: it, and all that follows from it, once more. */
export function RunAgainFromHere({ runId, execution }: { runId: string; execution: Execution }) {
  const { status, scopes } = useRunState();
  const redrive = useRedrive();
  // A map runs again as a whole, a loop goes on from its last round.
  const isLatest = scopes['']?.current[execution.nodeId] === execution.key;
  if (!isFinalRunStatus(status) || !isLatest) return null;
  return (
    <Button
      size="sm"
      className="self-start"
      busy={redrive.isPending || redrive.isSuccess}
      onClick={() => redrive.mutate({ id: runId, from: execution.key })}
    >
      <RotateCcw aria-hidden /> Run again from here
    </Button>
  );
}

/** What this run goes on from, and what goes on from it. */
export function RedriveLinks({ run }: { run: LoadedRun }) {
  const { created } = useRunState();
  const next = run.redrives[0];
  if (!created?.redriveOf && !next) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
      {created?.redriveOf ? (
        <span>
          goes on from <RunLink id={created.redriveOf} />
        </span>
      ) : null}
      {next ? (
        <span>
          run again as <RunLink id={next.id} />
        </span>
      ) : null}
    </p>
  );
}

function RunLink({ id }: { id: string }) {
  return (
    <Link href={`/runs/${id}`} className="font-mono text-accent hover:underline">
      run {id.slice(-4)}
    </Link>
  );
}

/** Above the timeline, which has only what this run did itself. */
export function CarriedNote() {
  const { created, executions } = useRunState();
  const nodes = new Set(Object.values(executions).flatMap((one) => (one.carried ? [one.nodeId] : [])));
  if (!created?.redriveOf || nodes.size === 0) return null;
  return (
    <p className="border-b border-line px-4 py-2 text-sm text-muted">
      {nodes.size === 1 ? 'One node was' : `${nodes.size} nodes were`} carried over from{' '}
      <RunLink id={created.redriveOf} />, where {nodes.size === 1 ? 'its' : 'their'} time stands.
    </p>
  );
}
