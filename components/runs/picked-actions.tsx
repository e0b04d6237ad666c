'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useCan } from '#components/account/use-me.ts';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent } from '#components/ui/dialog.tsx';
import { notify } from '#components/ui/toast.tsx';
import type { Picked } from './use-picked.ts';

/** Archive or restore, and delete, for the picked runs. */
export function PickedActions({ picked, isArchive }: { picked: Picked; isArchive: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const mayDelete = useCan('run:delete');
  const ids = picked.ids;
  const runs = ids.length === 1 ? 'run' : `${ids.length} runs`;
  const done = (words: string) => ({
    onSuccess: () => {
      setAsking(false);
      picked.all(false);
      notify.done(words);
    },
    onError: (error: unknown) => notify.error(readFailure(error).message),
    onSettled: () => queryClient.invalidateQueries(trpc.run.pathFilter()),
  });
  const archive = useMutation(trpc.run.archive.mutationOptions(done('Archived')));
  const restore = useMutation(trpc.run.restore.mutationOptions(done('Restored')));
  const remove = useMutation(trpc.run.delete.mutationOptions(done('Deleted')));
  const move = isArchive ? restore : archive;
  return (
    <>
      <Button size="sm" busy={move.isPending} onClick={() => move.mutate({ ids })}>
        {isArchive ? 'Restore' : 'Archive'}
      </Button>
      {mayDelete ? (
        <Button size="sm" variant="danger" onClick={() => setAsking(true)}>
          Delete…
        </Button>
      ) : null}
      <Dialog open={isAsking} onOpenChange={setAsking}>
        <DialogContent
          title={ids.length === 1 ? 'Delete this run?' : `Delete ${runs}?`}
          description="Timelines, what went in and out, and approvals are gone for good. The audit log stays."
        >
          <DialogActions>
            <DialogClose className={buttonStyles()}>Cancel</DialogClose>
            <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate({ ids })}>
              Delete {runs}
            </Button>
          </DialogActions>
        </DialogContent>
      </Dialog>
    </>
  );
}
