'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { formFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx';
import type { SecretItem } from './secret-row.tsx';
import { useRefreshSecrets } from './use-secret-mutation.ts';
import { ValueField } from './value-field.tsx';

function ReplaceForm({ id, onDone }: { id: string; onDone: () => void }) {
  const trpc = useTRPC();
  const refresh = useRefreshSecrets();
  const [value, setValue] = useState('');
  const replace = useMutation(trpc.secret.replaceValue.mutationOptions({ onSuccess: () => refresh().then(onDone) }));
  const { message, fields } = formFailure(replace.error);
  function submit(event: FormEvent): void {
    event.preventDefault();
    replace.mutate({ id, value });
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit} autoComplete="off">
      <FormError message={message} />
      <ValueField label="New value" value={value} onChange={setValue} error={fields['value']} autoFocus />
      <DialogActions>
        <DialogClose className={buttonStyles()}>Cancel</DialogClose>
        <Button type="submit" variant="primary" busy={replace.isPending}>
          Replace value
        </Button>
      </DialogActions>
    </form>
  );
}

export function ReplaceValue({ secret }: { secret: SecretItem }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger aria-label={`Replace value of ${secret.name}`} className={buttonStyles({ size: 'sm' })}>
        Replace value
      </DialogTrigger>
      <DialogContent
        title={`Replace the value of ${secret.name}`}
        description="The next request uses the new value. The old one is deleted and cannot be brought back."
      >
        <ReplaceForm id={secret.id} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}
