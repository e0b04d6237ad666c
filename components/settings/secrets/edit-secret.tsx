'use client';

import { useMutation } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { formFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { HostsField, hostsOf } from './hosts-field.tsx';
import type { SecretItem } from './secret-row.tsx';
import { useRefreshSecrets } from './use-secret-mutation.ts';

function EditForm({ secret, onDone }: { secret: SecretItem; onDone: () => void }) {
  const trpc = useTRPC();
  const refresh = useRefreshSecrets();
  const [hosts, setHosts] = useState(secret.hosts.join('\n'));
  const [description, setDescription] = useState(secret.description);
  const change = useMutation(trpc.secret.change.mutationOptions({ onSuccess: () => refresh().then(onDone) }));
  const { message, fields } = formFailure(change.error);
  function submit(event: FormEvent): void {
    event.preventDefault();
    change.mutate({ id: secret.id, hosts: hostsOf(hosts), description });
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <FormError message={message} />
      <HostsField value={hosts} onChange={setHosts} error={fields['hosts']} />
      <Field label="Description" error={fields['description']}>
        <Input value={description} onChange={(event) => setDescription(event.target.value)} maxLength={300} />
      </Field>
      <DialogActions>
        <DialogClose className={buttonStyles()}>Cancel</DialogClose>
        <Button type="submit" variant="primary" busy={change.isPending}>
          Save
        </Button>
      </DialogActions>
    </form>
  );
}

export function EditSecret({ secret }: { secret: SecretItem }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger
        aria-label={`Edit hosts and description of ${secret.name}`}
        title="Hosts and description"
        className={buttonStyles({ variant: 'ghost', size: 'icon' })}
      >
        <Pencil aria-hidden />
      </DialogTrigger>
      <DialogContent
        title={secret.name}
        description="Holds from the next request on. The name stays: workflows use it."
      >
        <EditForm secret={secret} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}
