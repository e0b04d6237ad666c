'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import { fieldErrors, readFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { DialogActions, DialogClose, DialogContent } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { notify } from '#components/ui/toast.tsx';

interface Props {
  workflow: { name: string; title: string };
  onDone: () => void;
}

const NAME_MAX_CHARS = 64;

function useRefresh() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries(trpc.workflow.pathFilter());
}

/** Another title; the name in addresses and files stays. */
export function RenameWorkflow({ workflow, onDone }: Props) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const [title, setTitle] = useState(workflow.title);
  const rename = useMutation(
    trpc.workflow.rename.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onDone();
      },
    }),
  );
  function submit(event: FormEvent): void {
    event.preventDefault();
    rename.mutate({ name: workflow.name, title: title.trim() });
  }
  return (
    <DialogContent title="Rename workflow">
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field
          label="Title"
          description={`Its name in addresses and files stays ${workflow.name}.`}
          error={rename.error ? readFailure(rename.error).message : null}
        >
          <Input value={title} onChange={(event) => setTitle(event.target.value)} maxLength={200} required autoFocus />
        </Field>
        <DialogActions>
          <DialogClose className={buttonStyles()}>Cancel</DialogClose>
          <Button type="submit" variant="primary" busy={rename.isPending} disabled={title.trim() === ''}>
            Rename
          </Button>
        </DialogActions>
      </form>
    </DialogContent>
  );
}

/** A copy of the draft under a name of its own; it opens. */
export function DuplicateWorkflow({ workflow }: Pick<Props, 'workflow'>) {
  const trpc = useTRPC();
  const router = useRouter();
  const refresh = useRefresh();
  const [newName, setNewName] = useState(`${workflow.name.slice(0, NAME_MAX_CHARS - '_copy'.length)}_copy`);
  const duplicate = useMutation(
    trpc.workflow.duplicate.mutationOptions({
      onSuccess: ({ name }) => {
        void refresh();
        router.push(`/workflows/${name}`);
      },
    }),
  );
  const failure = duplicate.error ? readFailure(duplicate.error) : null;
  const refused = failure ? (fieldErrors(failure.details)['newName'] ?? failure.message) : null;
  function submit(event: FormEvent): void {
    event.preventDefault();
    duplicate.mutate({ name: workflow.name, newName });
  }
  return (
    <DialogContent title={`Duplicate ${workflow.title}`} description="Copies the draft, without versions and runs.">
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label="Name of the copy" description="In addresses, files and the API. It stays." error={refused}>
          <Input
            className="font-mono"
            value={newName}
            onChange={(event) => setNewName(event.target.value)}
            maxLength={NAME_MAX_CHARS}
            required
            autoFocus
          />
        </Field>
        <DialogActions>
          <DialogClose className={buttonStyles()}>Cancel</DialogClose>
          <Button type="submit" variant="primary" busy={duplicate.isPending || duplicate.isSuccess}>
            Duplicate
          </Button>
        </DialogActions>
      </form>
    </DialogContent>
  );
}

/** For good, so the name is typed once more. */
export function DeleteWorkflow({ workflow, onDone }: Props) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const [confirm, setConfirm] = useState('');
  const remove = useMutation(
    trpc.workflow.delete.mutationOptions({
      onSuccess: async () => {
        await refresh();
        notify.done('Deleted');
        onDone();
      },
    }),
  );
  function submit(event: FormEvent): void {
    event.preventDefault();
    remove.mutate({ name: workflow.name, confirm });
  }
  return (
    <DialogContent
      title={`Delete ${workflow.title}?`}
      description="Its versions and all its runs are gone for good. The audit log stays."
    >
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field
          label={`Type ${workflow.name} to confirm`}
          error={remove.error ? readFailure(remove.error).message : null}
        >
          <Input
            className="font-mono"
            value={confirm}
            onChange={(event) => setConfirm(event.target.value)}
            autoComplete="off"
            autoFocus
          />
        </Field>
        <DialogActions>
          <DialogClose className={buttonStyles()}>Cancel</DialogClose>
          <Button type="submit" variant="danger" busy={remove.isPending} disabled={confirm !== workflow.name}>
            Delete workflow
          </Button>
        </DialogActions>
      </form>
    </DialogContent>
  );
}
