'use client';

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, RotateCcw } from 'lucide-react';
import Link from 'next/link';
import { useCan } from '#components/account/use-me.ts';
import { useTRPC, useTRPCClient } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { EmptyState, ErrorState } from '#components/ui/empty-state.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { ListSkeleton } from '#components/ui/skeleton.tsx';
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

/** Runs failures again one after the other, or takes them off the list; what is refused is said. */
function useActions() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries(trpc.run.pathFilter());
  const redrive = useMutation({
    mutationFn: async (ids: string[]) => {
      for (const id of ids) await client.run.redrive.mutate({ id });
      return ids.length;
    },
    onSuccess: (count) => notify.done(count === 1 ? 'It runs again' : `${count} run again`),
    onError: (error) => notify.error(readFailure(error).message),
    onSettled,
  });
  const dismiss = useMutation(
    trpc.run.dismiss.mutationOptions({
      onSuccess: () => notify.done('Dismissed'),
      onError: (error) => notify.error(readFailure(error).message),
      onSettled,
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
  if (letters.isPending) return <ListSkeleton rows={5} />;
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
  onRedrive?: () => void;
  onDismiss?: () => void;
}

function LetterRow({ letter, picked, onRedrive, onDismiss }: RowProps) {
  const { id, workflow, kind, key, error, input, at } = letter;
  const name = `${workflow.title} run ${id.slice(-4)}`;
  return (
    <li className="flex gap-3 border-b border-line p-3 last:border-b-0 max-md:flex-col">
      <div className="flex min-w-0 flex-1 gap-1">
        {picked && kind === 'failed' ? (
          <Checkbox
            checked={picked.has(id)}
            onCheckedChange={(isPicked) => picked.set(id, isPicked)}
            label={<span className="sr-only">Select {name}</span>}
          />
        ) : (
          <span className="w-6 shrink-0 max-md:hidden" />
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
            {kind === 'outcome_unknown'
              ? 'The runner stopped while this node was at work: somebody has to say what happened.'
              : (error?.message ?? 'It failed.')}
          </p>
          <p className="truncate font-mono text-xs text-muted">{input ?? 'a large input'}</p>
        </div>
      </div>
      <div className="flex shrink-0 items-start gap-2 max-md:pl-7">
        {kind === 'outcome_unknown' ? (
          <Link href={`/runs/${id}?node=${encodeURIComponent(key ?? '')}`} className={buttonStyles({ size: 'sm' })}>
            Open
          </Link>
        ) : (
          <>
            {onRedrive ? (
              <Button size="sm" aria-label={`Run ${name} again`} onClick={onRedrive}>
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
