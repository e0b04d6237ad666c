'use client';

import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { AuthCard, FormError } from './auth-card.tsx';
import { useAccountForm } from './use-account-form.ts';

export function SignInForm({ next }: { next: string }) {
  const form = useAccountForm('/api/auth/sign-in/email', next);
  return (
    <AuthCard title="Sign in to Fermata">
      <form className="flex flex-col gap-4" onSubmit={form.submit}>
        <FormError message={form.message} />
        <Field label="E-mail" error={form.fields['email']}>
          <Input name="email" type="email" autoComplete="username" required autoFocus className="h-10" />
        </Field>
        <Field label="Password" error={form.fields['password']}>
          <Input name="password" type="password" autoComplete="current-password" required className="h-10" />
        </Field>
        <Button type="submit" variant="primary" className="h-10" busy={form.busy}>
          Sign in
        </Button>
        <p className="text-xs text-muted">
          Forgot your password? Whoever runs this server can set a new one with{' '}
          <code className="font-mono">npm run reset-password</code>.
        </p>
      </form>
    </AuthCard>
  );
}
