'use client';

import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { AuthCard, FormError } from './auth-card.tsx';
import { checkPassword, PASSWORD_HINT } from './password.ts';
import { useAccountForm } from './use-account-form.ts';

export interface InviteFormProps {
  token: string;
  email: string;
  workspace: string;
  role: string;
  approver: boolean;
  invitedBy: string;
  /** They have a password here already: joining asks for that one. */
  hasAccount: boolean;
}

/** Joining by a one-time link. */
export function InviteForm({ token, email, workspace, role, approver, invitedBy, hasAccount }: InviteFormProps) {
  const form = useAccountForm(
    `/api/invite/${encodeURIComponent(token)}`,
    '/workflows',
    hasAccount ? undefined : checkPassword,
  );
  return (
    <AuthCard
      title={`Join ${workspace}`}
      lead={`${invitedBy} invited you as ${role}${approver ? ', and you may approve' : ''}.`}
    >
      <form className="flex flex-col gap-4" onSubmit={form.submit}>
        <FormError message={form.message} />
        <Field label="E-mail">
          <Input type="email" autoComplete="username" value={email} readOnly className="h-10" />
        </Field>
        <Field label="Your name" error={form.fields['name']}>
          <Input name="name" autoComplete="name" required maxLength={100} autoFocus className="h-10" />
        </Field>
        <Field
          label="Password"
          description={hasAccount ? 'The one of the account that you have here.' : PASSWORD_HINT}
          error={form.fields['password']}
        >
          <Input
            name="password"
            type="password"
            autoComplete={hasAccount ? 'current-password' : 'new-password'}
            required
            className="h-10"
          />
        </Field>
        <Button type="submit" variant="primary" className="h-10" busy={form.busy}>
          Join
        </Button>
      </form>
    </AuthCard>
  );
}
