'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useEditor } from '#components/canvas/editor-context.ts';
import { ChangeList } from '#components/changes/change-list.tsx';
import { compareDocuments, countWords } from '#components/changes/compare.ts';
import { useTRPC } from '#components/trpc/client.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';

/** What the next runs do differently from those before. */
export function PublishPreview({ workflow }: { workflow: string }) {
  const editor = useEditor();
  const trpc = useTRPC();
  const [draft] = useState(() => editor.graph.getState().document);
  const versions = useQuery(trpc.workflow.versions.queryOptions({ name: workflow }));
  const newest = versions.data?.[0]?.number ?? null;
  const published = useQuery(
    trpc.workflow.version.queryOptions(
      { name: workflow, number: newest ?? 1 },
      { enabled: newest !== null, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  // Publishing needs no preview: where it cannot be had, the dialog is as before.
  if (versions.isError || published.isError) return null;
  if (versions.isSuccess && newest === null)
    return <p className="text-sm text-muted">This will be the first version.</p>;
  if (!published.data) return <Skeleton className="h-5 w-56" />;
  const { diffs } = compareDocuments(published.data.document, draft);
  if (diffs.length === 0)
    return <p className="text-sm text-muted">Nothing that runs is different from version {newest}.</p>;
  return (
    <section aria-label={`Changes since version ${newest}`} className="flex flex-col gap-1">
      <h3 className="text-sm font-medium">
        Since version {newest} <span className="font-normal text-muted">· {countWords(diffs)}</span>
      </h3>
      <div className="max-h-60 overflow-y-auto rounded-lg border border-line px-3">
        <ChangeList diffs={diffs} documents={[draft, published.data.document]} />
      </div>
    </section>
  );
}
