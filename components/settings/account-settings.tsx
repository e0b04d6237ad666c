'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { checkPassword, PASSWORD_HINT } from '#components/account/password.ts';
import { useMe } from '#components/account/use-me.ts';
import { useTRPC } from '#components/trpc/client.ts';
import { formFailure, readFailure } from '#components/trpc/error.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { notify } from '#components/ui/toast.tsx';
import { SettingsSection } from './settings-frame.tsx';
import { Sessions } from './sessions.tsx';

function NameForm({ name: current, email }: { name: string; email: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(current);
  const rename = useMutation(
    trpc.account.rename.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.account.me.queryFilter());
        notify.done('Name saved');
      },
    }),
  );
  function submit(event: FormEvent): void {
    event.preventDefault();
    rename.mutate({ name: name.trim() });
  }
  return (
    <form className="flex max-w-sm flex-col gap-4" onSubmit={submit}>
      <Field label="E-mail">
        <Input type="email" value={email} readOnly />
      </Field>
      <Field label="Your name" error={rename.error ? readFailure(rename.error).message : null}>
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="name"
          required
          maxLength={100}
        />
      </Field>
      <Button
        type="submit"
        className="self-start"
        busy={rename.isPending}
        disabled={name.trim() === '' || name.trim() === current}
      >
        Save name
      </Button>
    </form>
  );
}

function PasswordForm() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [tooShort, setTooShort] = useState<string | null>(null);
  const change = useMutation(
    trpc.account.changePassword.mutationOptions({
      onSuccess: () => {
        setCurrent('');
        setNext('');
        void queryClient.invalidateQueries(trpc.account.sessions.queryFilter());
        notify.done('Password changed', { description: 'Your other sessions were signed out.' });
      },
    }),
  );
  const { message, fields } = formFailure(change.error);
  function submit(event: FormEvent): void {
    event.preventDefault();
    const refused = checkPassword({ password: next })['password'] ?? null;
    setTooShort(refused);
    if (refused === null) change.mutate({ current, next });
  }
  return (
    <form className="flex max-w-sm flex-col gap-4" onSubmit={submit}>
      <FormError message={message} />
      <Field label="Current password" error={fields['current']}>
        <Input
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          required
        />
      </Field>
      <Field label="New password" description={PASSWORD_HINT} error={tooShort ?? fields['next']}>
        <Input
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={(event) => setNext(event.target.value)}
          required
        />
      </Field>
      <Button type="submit" className="self-start" busy={change.isPending} disabled={current === '' || next === ''}>
        Change password
      </Button>
    </form>
  );
}

export function AccountSettings() {
  const me = useMe();
  return (
    <>
      <SettingsSection title="Account">
        {me ? <NameForm name={me.user.name} email={me.user.email} /> : <Skeleton className="h-32 max-w-sm" />}
      </SettingsSection>
      <SettingsSection title="Password">
        <PasswordForm />
      </SettingsSection>
      <Sessions />
    </>
  );
}
