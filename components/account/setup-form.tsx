'use client';

import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { AuthCard, FormError } from './auth-card.tsx';
import { checkPassword, PASSWORD_HINT } from './password.ts';
import { useAccountForm } from './use-account-form.ts';

/** The first visit: whoever fills this in owns the workspace. */
export function SetupForm() {
  const form = useAccountForm('/api/setup', '/workflows', checkPassword);
  return (
    <AuthCard title="Welcome to Fermata" lead="Create the owner account. It stays on this server.">
      <form className="flex flex-col gap-4" onSubmit={form.submit}>
        <FormError message={form.message} />
        <Field label="Your name" error={form.fields['name']}>
          <Input name="name" autoComplete="name" required maxLength={100} autoFocus className="h-10" />
        </Field>
        <Field label="E-mail" error={form.fields['email']}>
          <Input name="email" type="email" autoComplete="username" required className="h-10" />
        </Field>
        <Field label="Password" description={PASSWORD_HINT} error={form.fields['password']}>
          <Input name="password" type="password" autoComplete="new-password" required className="h-10" />
        </Field>
        <Button type="submit" variant="primary" className="h-10" busy={form.busy}>
          Create account
        </Button>
      </form>
    </AuthCard>
  );
}
