'use client';

import { type FormEvent, useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { useUpdateWorkspace, type Workspace } from './use-update-workspace.ts';

/** What the workspace is called, where people are invited to it. */
export function NameForm({ workspace }: { workspace: Workspace }) {
  const [name, setName] = useState(workspace.name);
  const { save, busy, errors, message } = useUpdateWorkspace();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save({ name });
  };
  return (
    <form noValidate className="flex max-w-sm flex-col gap-4" onSubmit={submit}>
      <FormError message={message} />
      <Field label="Name" description="People who are invited see it." error={errors['name']}>
        <Input value={name} onChange={(event) => setName(event.target.value)} autoComplete="organization" />
      </Field>
      <Button type="submit" className="self-start" busy={busy} disabled={name.trim() === workspace.name}>
        Save name
      </Button>
    </form>
  );
}
