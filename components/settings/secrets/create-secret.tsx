'use client';

import { useMutation } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { formFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { HostsField, hostsOf } from './hosts-field.tsx';
import { useRefreshSecrets } from './use-secret-mutation.ts';
import { ValueField } from './value-field.tsx';

function CreateForm({ onDone }: { onDone: () => void }) {
  const trpc = useTRPC();
  const refresh = useRefreshSecrets();
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const [hosts, setHosts] = useState('');
  const [description, setDescription] = useState('');
  const create = useMutation(trpc.secret.create.mutationOptions({ onSuccess: () => refresh().then(onDone) }));
  const { message, fields } = formFailure(create.error);
  function submit(event: FormEvent): void {
    event.preventDefault();
    create.mutate({ name: name.trim(), value, hosts: hostsOf(hosts), description });
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit} autoComplete="off">
      <FormError message={message} />
      <Field label="Name" description="What workflows call it: small letters, digits and _." error={fields['name']}>
        <Input
          value={name}
          placeholder="pay_api"
          spellCheck={false}
          autoCapitalize="none"
          className="font-mono"
          onChange={(event) => setName(event.target.value)}
          required
          autoFocus
        />
      </Field>
      <ValueField label="Value" value={value} onChange={setValue} error={fields['value']} />
      <HostsField value={hosts} onChange={setHosts} error={fields['hosts']} />
      <Field
        label="Description"
        description="For people: what it opens, and whose it is."
        error={fields['description']}
      >
        <Input value={description} onChange={(event) => setDescription(event.target.value)} maxLength={300} />
      </Field>
      <DialogActions>
        <DialogClose className={buttonStyles()}>Cancel</DialogClose>
        <Button type="submit" variant="primary" busy={create.isPending}>
          Add secret
        </Button>
      </DialogActions>
    </form>
  );
}

/** What was typed is gone when the dialog closes. */
export function CreateSecret() {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger className={buttonStyles({ variant: 'primary' })}>
        <Plus aria-hidden />
        Add secret
      </DialogTrigger>
      <DialogContent title="Add a secret">
        <CreateForm onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}
