'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';

const TITLE_MAX_CHARS = 200;

function NewWorkflowForm() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [title, setTitle] = useState('');
  const create = useMutation(
    trpc.workflow.create.mutationOptions({
      onSuccess: ({ name }) => {
        void queryClient.invalidateQueries(trpc.workflow.list.queryFilter());
        router.push(`/workflows/${name}`);
      },
    }),
  );
  function submit(event: FormEvent): void {
    event.preventDefault();
    create.mutate({ title: title.trim() });
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <Field
        label="Title"
        description="You can change it later. Its address is made from the first title and stays."
        error={create.error ? readFailure(create.error).message : null}
      >
        <Input
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          maxLength={TITLE_MAX_CHARS}
          required
          autoFocus
          placeholder="Refund review"
        />
      </Field>
      <DialogActions>
        <DialogClose className={buttonStyles()}>Cancel</DialogClose>
        {/* Stays busy after success: the next page is on its way. */}
        <Button
          type="submit"
          variant="primary"
          busy={create.isPending || create.isSuccess}
          disabled={title.trim() === ''}
        >
          Create
        </Button>
      </DialogActions>
    </form>
  );
}

/** Asks for a title and opens the blank canvas. */
export function NewWorkflow() {
  return (
    <Dialog>
      <DialogTrigger className={buttonStyles({ variant: 'primary' })}>
        <Plus aria-hidden />
        New workflow
      </DialogTrigger>
      <DialogContent title="New workflow">
        <NewWorkflowForm />
      </DialogContent>
    </Dialog>
  );
}
