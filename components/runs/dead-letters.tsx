'use client';

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, RotateCcw } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useCan } from '#components/account/use-me.ts';
import { useTRPC, useTRPCClient } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Checkbox, rowCheckbox } from '#components/ui/checkbox.tsx';
import { EmptyState, ErrorState } from '#components/ui/empty-state.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { RowsSkeleton } from '#components/ui/skeleton.tsx';
import { SimulatedBadge } from '#components/ui/status.tsx';
import { notify } from '#components/ui/toast.tsx';
import { PickedBar } from './picked-bar.tsx';
import { type Picked, usePicked } from './use-picked.ts';

type Letter = RouterOutputs['run']['deadLetters']['items'][number];

const PAGE_SIZE = 50;

function useDeadLetters() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  return useInfiniteQuery({
    queryKey: [...trpc.run.deadLetters.pathKey(), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      client.run.deadLetters.query({ limit: PAGE_SIZE, cursor: pageParam ?? undefined }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Runs failures again one after the other; one that is refused stays, with the reason said, and stops no other. */
function useRedrives() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: async (ids: string[]) => {
      const started: string[] = [];
      const refused: string[] = [];
      for (const id of ids) {
        try {
          started.push((await client.run.redrive.mutate({ id })).id);
        } catch (error) {
          refused.push(`Run ${id.slice(-4)}: ${readFailure(error).message}`);
        }
      }
      return { started, refused };
    },
    onSuccess: ({ started: [first, ...more], refused }) => {
      if (first && more.length === 0) notify.done('It runs again', { open: () => router.push(`/runs/${first}`) });
      else if (first) notify.done(`${more.length + 1} run again`);
      if (refused.length > 0) notify.error(refused.join('\n'));
    },
    onSettled: () => queryClient.invalidateQueries(trpc.run.pathFilter()),
  });
}

function useActions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const redrive = useRedrives();
  const dismiss = useMutation(
    trpc.run.dismiss.mutationOptions({
      onSuccess: () => notify.done('Dismissed'),
      onError: (error) => notify.error(readFailure(error).message),
      onSettled: () => queryClient.invalidateQueries(trpc.run.pathFilter()),
    }),
  );
  return { redrive, dismiss };
}

/** Failures that nobody has handled, with what to do about each. */
export function DeadLetters() {
  const letters = useDeadLetters();
  const items = letters.data?.pages.flatMap((page) => page.items) ?? [];
  const failed = items.flatMap((item) => (item.kind === 'failed' ? [item.id] : []));
  const picked = usePicked(failed);
  const { redrive, dismiss } = useActions();
  const [mayStart, mayDismiss] = [useCan('run:start'), useCan('run:resolve')];
  if (letters.isPending) return <RowsSkeleton rows={5} lines={3} />;
  if (letters.isError) {
    return <ErrorState message={readFailure(letters.error).message} onRetry={() => void letters.refetch()} />;
  }
  if (items.length === 0) {
    return (
      <EmptyState icon={CircleCheck} title="Nothing waits for you here">
        When a run of a published workflow fails and nothing in it handles that, it stands here until somebody runs it
        again or dismisses it.
      </EmptyState>
    );
  }
  return (
    <section aria-label="Dead letters" className="flex flex-col gap-2">
      {mayStart || mayDismiss ? (
        <PickedBar picked={picked} total={failed.length}>
          {mayStart ? (
            <Button size="sm" busy={redrive.isPending} onClick={() => redrive.mutate(picked.ids)}>
              <RotateCcw aria-hidden /> Run again
            </Button>
          ) : null}
          {mayDismiss ? (
            <Button size="sm" busy={dismiss.isPending} onClick={() => dismiss.mutate({ ids: picked.ids })}>
              Dismiss
            </Button>
          ) : null}
        </PickedBar>
      ) : null}
      <ul className="overflow-hidden rounded-lg border border-line bg-surface">
        {items.map((letter) => (
          <LetterRow
            key={letter.id}
            letter={letter}
            picked={mayStart || mayDismiss ? picked : null}
            busy={redrive.isPending && redrive.variables.includes(letter.id)}
            {...(mayStart && { onRedrive: () => redrive.mutate([letter.id]) })}
            {...(mayDismiss && { onDismiss: () => dismiss.mutate({ ids: [letter.id] }) })}
          />
        ))}
      </ul>
      {letters.hasNextPage ? (
        <Button className="self-center" busy={letters.isFetchingNextPage} onClick={() => void letters.fetchNextPage()}>
          Show older failures
        </Button>
      ) : null}
    </section>
  );
}

interface RowProps {
  letter: Letter;
  picked: Picked | null;
  busy: boolean;
  onRedrive?: () => void;
  onDismiss?: () => void;
}

const UNKNOWN = 'Nobody knows whether this node did its work: somebody has to say what happened.';

function LetterRow({ letter, picked, busy, onRedrive, onDismiss }: RowProps) {
  const { id, workflow, kind, key, error, input, at } = letter;
  const name = `${workflow.title} run ${id.slice(-4)}`;
  return (
    <li className="flex gap-3 border-b border-line p-3 last:border-b-0 max-md:flex-col">
      <div className="flex min-w-0 flex-1 gap-1">
        {picked && kind === 'failed' ? (
          <Checkbox
            className={rowCheckbox}
            checked={picked.has(id)}
            onCheckedChange={(isPicked) => picked.set(id, isPicked)}
            label={<span className="sr-only">Select {name}</span>}
          />
        ) : (
          <span className={cn('shrink-0', picked && 'w-6')} />
        )}
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <Link
              href={key ? `/runs/${id}?node=${encodeURIComponent(key)}` : `/runs/${id}`}
              className="font-medium hover:underline"
            >
              {workflow.title} <span className="font-mono text-xs text-muted">{id.slice(-4)}</span>
            </Link>
            <span className="text-xs text-muted">v{letter.version}</span>
            {letter.simulated ? <SimulatedBadge /> : null}
            {kind === 'outcome_unknown' ? <Badge tone="waiting">Did it happen?</Badge> : null}
            <RelativeTime iso={at} className="text-xs text-muted" />
          </div>
          <p className="text-sm break-words">
            {key ? <span className="font-mono text-xs text-muted">{key} </span> : null}
            {kind === 'outcome_unknown' ? UNKNOWN : (error?.message ?? 'It failed.')}
          </p>
          <p className="truncate font-mono text-xs text-muted">{input ?? 'a large input'}</p>
        </div>
      </div>
      <div className={cn('flex shrink-0 items-start gap-2', picked && 'max-md:pl-7')}>
        {kind === 'outcome_unknown' ? (
          <Link href={`/runs/${id}?node=${encodeURIComponent(key ?? '')}`} className={buttonStyles({ size: 'sm' })}>
            Open
          </Link>
        ) : (
          <>
            {onRedrive ? (
              <Button size="sm" busy={busy} aria-label={`Run again: ${name}`} onClick={onRedrive}>
                <RotateCcw aria-hidden /> Run again
              </Button>
            ) : null}
            {onDismiss ? (
              <Button size="sm" variant="ghost" aria-label={`Dismiss ${name}`} onClick={onDismiss}>
                Dismiss
              </Button>
            ) : null}
          </>
        )}
      </div>
    </li>
  );
}
