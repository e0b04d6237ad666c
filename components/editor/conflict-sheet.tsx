'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '#components/canvas/editor-context.ts';
import { useTRPCClient } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog, SheetContent } from '#components/ui/dialog.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { notify } from '#components/ui/toast.tsx';
import type { Autosave, Theirs } from './autosave.ts';

/**
 * Somebody saved this workflow while we edited it. Nothing is lost: ours stays here (and in the browser's database)
 * until one of the two ways is taken.
 */
export function ConflictSheet({ workflow, autosave }: { workflow: string; autosave: Autosave }) {
  const state = useStore(autosave.state);
  const [laterFor, setLaterFor] = useState<Theirs | null>(null);
  if (state.status !== 'conflict') return null;
  const { theirs } = state;
  return (
    <>
      {laterFor === theirs ? (
        <div
          role="alert"
          className="flex items-center justify-between gap-4 border-b border-line bg-failed-soft px-4 py-2 text-sm text-failed"
        >
          {theirs.by} changed this workflow. Your edits are kept here and are not saved.
          <Button size="sm" onClick={() => setLaterFor(null)}>
            Decide
          </Button>
        </div>
      ) : null}
      <Dialog
        open={laterFor !== theirs}
        onOpenChange={(open) => {
          if (!open) setLaterFor(theirs);
        }}
      >
        <SheetContent
          title="This workflow was changed elsewhere"
          description="Your last edits could not be saved. Nothing is lost: choose what becomes of them."
        >
          <p className="text-sm">
            {theirs.by} saved revision {theirs.revision} <RelativeTime iso={theirs.at} />.
          </p>
          <Choices workflow={workflow} autosave={autosave} theirs={theirs} />
        </SheetContent>
      </Dialog>
    </>
  );
}

function Choices({ workflow, autosave, theirs }: { workflow: string; autosave: Autosave; theirs: Theirs }) {
  const editor = useEditor();
  const client = useTRPCClient();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const takeTheirs = (): void => {
    // In this order: the autosave then knows the document that the store is about to show.
    autosave.settle(theirs.revision, theirs.document);
    editor.graph.replace(theirs.document);
  };
  const saveMine = async (): Promise<void> => {
    setBusy(true);
    try {
      const copy = await client.workflow.saveCopy.mutate({
        name: workflow,
        document: editor.graph.getState().document,
      });
      // Only now may the kept copy go: ours is on the server.
      takeTheirs();
      router.push(`/workflows/${copy.name}`);
    } catch (error) {
      notify.error(readFailure(error).message);
      setBusy(false);
    }
  };
  return (
    <div className="flex flex-col gap-4">
      <section className="flex flex-col gap-2 rounded-lg border border-line p-4">
        <h3 className="font-medium">Mine, as a copy</h3>
        <p className="text-sm text-muted">
          Your version becomes a workflow of its own. This one stays as {theirs.by} saved it.
        </p>
        <Button variant="primary" busy={busy} onClick={() => void saveMine()}>
          Save mine as a copy
        </Button>
      </section>
      <section className="flex flex-col gap-2 rounded-lg border border-line p-4">
        <h3 className="font-medium">Theirs</h3>
        <p className="text-sm text-muted">Go on with what {theirs.by} saved. Your edits since then are given up.</p>
        <Button disabled={busy} onClick={takeTheirs}>
          Use theirs
        </Button>
      </section>
    </div>
  );
}
