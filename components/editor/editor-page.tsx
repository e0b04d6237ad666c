'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useMe } from '#components/account/use-me.ts';
import { NotFound } from '#components/shell/not-found.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { ErrorState } from '#components/ui/empty-state.tsx';
import { OutlineSkeleton, Skeleton } from '#components/ui/skeleton.tsx';
import { EditorView } from './editor-view.tsx';
import { openLocalDraft } from './local-copy.ts';
import type { LocalDraft } from './local-copy.ts';

/** Loads the draft once; from then on the editor's own store has it, and a refetch must never replace what is edited. */
export function EditorPage({ name }: { name: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.workflow.get.queryOptions(
      { name },
      { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false },
    ),
  );
  const me = useMe();
  const draft = useLocalDraft(me?.user.id, name);
  if (query.isError) {
    const { code, message } = readFailure(query.error);
    if (code === 'NOT_FOUND') return <NotFound what="workflow" />;
    return <ErrorState message={message} onRetry={() => void query.refetch()} />;
  }
  if (query.isPending || !draft) return <EditorSkeleton />;
  const kept = query.data.permissions.edit ? draft.kept : null;
  return <EditorView key={name} workflow={query.data} draft={{ ...draft, kept }} />;
}

/** Null while it is being looked for. */
function useLocalDraft(userId: string | undefined, name: string): LocalDraft | null {
  const [draft, setDraft] = useState<LocalDraft | null>(null);
  useEffect(() => {
    if (userId === undefined) return;
    let left = false;
    void openLocalDraft(userId, name).then((opened) => {
      if (!left) setDraft(opened);
    });
    return () => {
      left = true;
    };
  }, [userId, name]);
  return draft;
}

function EditorSkeleton() {
  return (
    <div role="status" aria-label="Loading the workflow" className="flex h-full flex-col">
      <div className="flex h-12 items-center gap-3 border-b border-line bg-surface px-4">
        <Skeleton className="h-5 w-56" />
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="w-14 border-r border-line bg-surface max-md:hidden min-[1400px]:w-58" />
        <div className="flex min-w-0 flex-1 flex-col">
          <div className="flex flex-1 items-center gap-10 overflow-hidden bg-canvas px-10 max-md:hidden">
            <Skeleton className="h-24 w-60 shrink-0" />
            <Skeleton className="h-24 w-60 shrink-0" />
          </div>
          <OutlineSkeleton />
        </div>
        <div className="w-100 border-l border-line bg-surface max-lg:hidden" />
      </div>
    </div>
  );
}
