'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { FormError } from '#components/account/auth-card.tsx';
import { useTRPC } from '#components/trpc/client.ts';
import { formFailure } from '#components/trpc/error.ts';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { Select } from '#components/ui/select.tsx';
import { GRANTABLE_ROLES, type GrantableRole } from './roles.ts';

function InviteLink({ email, url, expiresAt }: { email: string; url: string; expiresAt: string }) {
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-muted">
        Send this link to {email}. It works once, expires <RelativeTime iso={expiresAt} />, and is not shown again.
      </p>
      <Field label="Invite link">
        <Input value={url} readOnly className="font-mono text-xs" onFocus={(event) => event.target.select()} />
      </Field>
      <DialogActions>
        <DialogClose className={buttonStyles()}>Done</DialogClose>
        <CopyButton text={url} label="Copy link" variant="primary" />
      </DialogActions>
    </div>
  );
}

function InviteForm() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<GrantableRole>('editor');
  const [approver, setApprover] = useState(false);
  const invite = useMutation(
    trpc.member.invite.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.member.invites.queryFilter()),
    }),
  );
  if (invite.data) return <InviteLink email={email.trim()} {...invite.data} />;

  const { message, fields } = formFailure(invite.error);
  function submit(event: FormEvent): void {
    event.preventDefault();
    invite.mutate({ email: email.trim(), role, approver });
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <FormError message={message} />
      <Field label="E-mail" error={fields['email']}>
        <Input type="email" value={email} onChange={(event) => setEmail(event.target.value)} required autoFocus />
      </Field>
      <Field label="Role">
        <Select value={role} options={GRANTABLE_ROLES} onValueChange={setRole} />
      </Field>
      <Checkbox
        checked={approver}
        onCheckedChange={setApprover}
        label="Approver"
        description="May decide approvals, whatever the role."
      />
      <DialogActions>
        <DialogClose className={buttonStyles()}>Cancel</DialogClose>
        <Button type="submit" variant="primary" busy={invite.isPending}>
          Create invite link
        </Button>
      </DialogActions>
    </form>
  );
}

/** Makes a one-time link. The form and the link are gone when the dialog closes. */
export function InviteMember() {
  return (
    <Dialog>
      <DialogTrigger className={buttonStyles({ variant: 'primary' })}>
        <Plus aria-hidden />
        Invite member
      </DialogTrigger>
      <DialogContent title="Invite a member">
        <InviteForm />
      </DialogContent>
    </Dialog>
  );
}
