'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { History, Undo2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent } from '#components/ui/dialog.tsx';
import { notify } from '#components/ui/toast.tsx';
import { hrefOf } from './shown.ts';

export interface VersionActionsProps {
  workflow: RouterOutputs['workflow']['get'];
  number: number;
}

/** The two ways back to a version: into the draft, where it is an edit that can be undone, or straight to the next runs. */
export function VersionActions({ workflow, number }: VersionActionsProps) {
  const { name, permissions, publishedVersion, archived } = workflow;
  return (
    <>
      {permissions.edit && !archived ? (
        <Link href={`/workflows/${name}?restore=${number}`} className={buttonStyles({ variant: 'secondary' })}>
          <Undo2 aria-hidden />
          <span className="max-sm:sr-only">Restore v{number} as draft</span>
        </Link>
      ) : null}
      {permissions.publish && !archived && publishedVersion !== null && number !== publishedVersion ? (
        <RollBack name={name} number={number} published={publishedVersion} />
      ) : null}
    </>
  );
}

function RollBack({ name, number, published }: { name: string; number: number; published: number }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const rollBack = useMutation(
    trpc.workflow.rollBack.mutationOptions({
      onSuccess: ({ version }) => {
        setOpen(false);
        notify.done(`Published version ${number} again, as version ${version}`);
        void queryClient.invalidateQueries(trpc.workflow.pathFilter());
        router.replace(hrefOf(name, version));
      },
      onError: (error) => setFailure(readFailure(error).message),
    }),
  );
  return (
    <>
      <Button
        variant="primary"
        onClick={() => {
          setFailure(null);
          setOpen(true);
        }}
      >
        <History aria-hidden />
        <span className="max-sm:sr-only">Roll back to v{number}</span>
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent
          title={`Roll back to version ${number}?`}
          description={`It is published again as version ${published + 1}, and the next runs use it. What runs or waits now keeps its own version, and the draft stays as it is.`}
        >
          {failure ? (
            <p role="alert" className="text-sm text-failed">
              {failure}
            </p>
          ) : null}
          <DialogActions>
            <DialogClose className={buttonStyles()}>Cancel</DialogClose>
            <Button variant="primary" busy={rollBack.isPending} onClick={() => rollBack.mutate({ name, number })}>
              Roll back
            </Button>
          </DialogActions>
        </DialogContent>
      </Dialog>
    </>
  );
}
