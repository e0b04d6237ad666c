'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { useMe } from '#components/account/use-me.ts';
import { useTRPC } from '#components/trpc/client.ts';
import { formFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { grantableGroups, type ScopeGroup } from './key-scopes.ts';

const EXPIRIES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'never', label: 'No expiry', hint: 'until it is revoked' },
] as const;
type Expiry = (typeof EXPIRIES)[number]['value'];

function NewKey({ value }: { value: string }) {
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-muted">
        Copy the key now: it is not shown again. Programs send it as{' '}
        <code className="font-mono">Authorization: Bearer</code>.
      </p>
      <Field label="API key">
        <Input value={value} readOnly className="font-mono text-xs" onFocus={(event) => event.target.select()} />
      </Field>
      <DialogActions>
        <DialogClose className={buttonStyles()}>Done</DialogClose>
        <CopyButton text={value} label="Copy key" variant="primary" />
      </DialogActions>
    </div>
  );
}

function Scopes({
  groups,
  chosen,
  error,
  onChange,
}: {
  groups: readonly ScopeGroup[];
  chosen: ReadonlySet<string>;
  error: string | undefined;
  onChange(chosen: ReadonlySet<string>): void;
}) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">May do</legend>
      {groups.map(({ id, label, hint }) => (
        <Checkbox
          key={id}
          label={label}
          description={hint}
          checked={chosen.has(id)}
          onCheckedChange={(on) =>
            onChange(new Set(on ? [...chosen, id] : [...chosen].filter((other) => other !== id)))
          }
        />
      ))}
      {error ? <p className="text-xs text-failed">{error}</p> : null}
    </fieldset>
  );
}

function KeyForm() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const groups = grantableGroups(useMe()?.permissions ?? []);
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(['read']));
  const [expiry, setExpiry] = useState<Expiry>('90');
  const [password, setPassword] = useState('');
  const create = useMutation(
    trpc.key.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.key.list.queryFilter()),
    }),
  );
  if (create.data) return <NewKey value={create.data.key} />;

  const { message, fields } = formFailure(create.error);
  function submit(event: FormEvent): void {
    event.preventDefault();
    const scopes = groups.filter((group) => chosen.has(group.id)).flatMap((group) => group.scopes);
    const expiresInDays = expiry === 'never' ? null : Number(expiry);
    create.mutate({ name: name.trim(), scopes, expiresInDays, password });
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <FormError message={message} />
      <Field label="Name" description="What uses the key." error={fields['name']}>
        <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={100} autoFocus />
      </Field>
      <Scopes groups={groups} chosen={chosen} error={fields['scopes']} onChange={setChosen} />
      <Field label="Expires after">
        <Select value={expiry} options={EXPIRIES} onValueChange={setExpiry} />
      </Field>
      <Field label="Your password" description="A key acts in your name." error={fields['password']}>
        <Input
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          required
        />
      </Field>
      <DialogActions>
        <DialogClose className={buttonStyles()}>Cancel</DialogClose>
        <Button type="submit" variant="primary" busy={create.isPending} disabled={chosen.size === 0}>
          Create key
        </Button>
      </DialogActions>
    </form>
  );
}

/** Makes a key. The form and the key are gone when the dialog closes. */
export function CreateKey() {
  return (
    <Dialog>
      <DialogTrigger className={buttonStyles({ variant: 'primary' })}>
        <Plus aria-hidden />
        New API key
      </DialogTrigger>
      <DialogContent title="New API key">
        <KeyForm />
      </DialogContent>
    </Dialog>
  );
}
