'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Archive, ArchiveRestore, Ellipsis, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent } from '#components/ui/dialog.tsx';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '#components/ui/menu.tsx';
import { notify } from '#components/ui/toast.tsx';
import { isFinalRunStatus } from '#core/run/state.ts';
import type { LoadedRun } from './loaded-run.ts';
import { useRunState } from './use-run.ts';

/** What can be done with a run once it is over. */
export function RunMenu({ run }: { run: LoadedRun }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { status } = useRunState();
  const [isDeleting, setDeleting] = useState(false);
  const onError = (error: unknown) => notify.error(readFailure(error).message);
  const moved = (words: string) => ({
    onSuccess: () => {
      notify.done(words);
      void queryClient.invalidateQueries(trpc.run.get.queryFilter({ id: run.id }));
    },
    onError,
  });
  const archive = useMutation(trpc.run.archive.mutationOptions(moved('Archived. It is in the list of archived runs.')));
  const restore = useMutation(trpc.run.restore.mutationOptions(moved('Restored')));
  const remove = useMutation(trpc.run.delete.mutationOptions({ onSuccess: () => router.push('/runs'), onError }));
  const { archive: mayArchive, delete: mayDelete } = run.permissions;
  if (!isFinalRunStatus(status) || (!mayArchive && !mayDelete)) return null;
  const input = { ids: [run.id] };
  return (
    <>
      <Menu>
        <MenuTrigger aria-label="More about this run" className={buttonStyles({ variant: 'ghost', size: 'icon' })}>
          <Ellipsis aria-hidden />
        </MenuTrigger>
        <MenuContent align="end">
          {mayArchive ? (
            <MenuItem onClick={() => (run.archived ? restore : archive).mutate(input)}>
              {run.archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
              {run.archived ? 'Restore' : 'Archive'}
            </MenuItem>
          ) : null}
          {mayDelete ? (
            <MenuItem tone="danger" onClick={() => setDeleting(true)}>
              <Trash2 aria-hidden /> Delete…
            </MenuItem>
          ) : null}
        </MenuContent>
      </Menu>
      <Dialog open={isDeleting} onOpenChange={setDeleting}>
        <DialogContent
          title="Delete this run?"
          description="Its timeline, what went in and out, and its approvals are gone for good. The audit log stays."
        >
          <DialogActions>
            <DialogClose className={buttonStyles()}>Cancel</DialogClose>
            <Button variant="danger" busy={remove.isPending || remove.isSuccess} onClick={() => remove.mutate(input)}>
              Delete run
            </Button>
          </DialogActions>
        </DialogContent>
      </Dialog>
    </>
  );
}
