'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Archive, ArchiveRestore, Copy, Ellipsis, PencilLine, Trash2, Workflow } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useCan } from '#components/account/use-me.ts';
import { ExportItems } from '#components/import/export-items.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { buttonStyles } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Menu, MenuContent, MenuItem, MenuLink, MenuSeparator, MenuTrigger } from '#components/ui/menu.tsx';
import { notify } from '#components/ui/toast.tsx';
import { DeleteWorkflow, DuplicateWorkflow, RenameWorkflow } from './workflow-dialogs.tsx';

type WorkflowListItem = RouterOutputs['workflow']['list'][number];
type Asking = 'rename' | 'duplicate' | 'delete';

/** What can be done with one workflow of the list. */
export function WorkflowMenu({ workflow, isArchived }: { workflow: WorkflowListItem; isArchived: boolean }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const [mayEdit, mayDelete] = [useCan('workflow:edit'), useCan('workflow:delete')];
  const close = () => setAsking(null);
  return (
    <>
      <Menu>
        <MenuTrigger
          aria-label={`More about ${workflow.title}`}
          className={`${buttonStyles({ variant: 'ghost', size: 'icon' })} relative max-sm:absolute max-sm:top-2 max-sm:right-1`}
        >
          <Ellipsis aria-hidden />
        </MenuTrigger>
        <MenuContent align="end">
          <MenuLink render={<Link href={`/workflows/${workflow.name}`} />}>
            <Workflow aria-hidden /> Open
          </MenuLink>
          {mayEdit ? (
            <>
              <MenuItem onClick={() => setAsking('rename')}>
                <PencilLine aria-hidden /> Rename…
              </MenuItem>
              <MenuItem onClick={() => setAsking('duplicate')}>
                <Copy aria-hidden /> Duplicate…
              </MenuItem>
            </>
          ) : null}
          <ExportItems document={() => workflow.document} />
          {mayEdit ? <ArchiveItem name={workflow.name} isArchived={isArchived} /> : null}
          {mayDelete && isArchived ? (
            <>
              <MenuSeparator />
              <MenuItem tone="danger" onClick={() => setAsking('delete')}>
                <Trash2 aria-hidden /> Delete…
              </MenuItem>
            </>
          ) : null}
        </MenuContent>
      </Menu>
      <Dialog open={asking !== null} onOpenChange={(open) => (open ? undefined : close())}>
        {asking === 'rename' ? <RenameWorkflow workflow={workflow} onDone={close} /> : null}
        {asking === 'duplicate' ? <DuplicateWorkflow workflow={workflow} /> : null}
        {asking === 'delete' ? <DeleteWorkflow workflow={workflow} onDone={close} /> : null}
      </Dialog>
    </>
  );
}

function ArchiveItem({ name, isArchived }: { name: string; isArchived: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const done = (words: string) => ({
    onSuccess: () => notify.done(words),
    onError: (error: unknown) => notify.error(readFailure(error).message),
    onSettled: () => queryClient.invalidateQueries(trpc.workflow.pathFilter()),
  });
  const archive = useMutation(trpc.workflow.archive.mutationOptions(done('Archived. It starts no new runs.')));
  const restore = useMutation(trpc.workflow.restore.mutationOptions(done('Restored')));
  return (
    <MenuItem onClick={() => (isArchived ? restore : archive).mutate({ name })}>
      {isArchived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
      {isArchived ? 'Restore' : 'Archive'}
    </MenuItem>
  );
}
