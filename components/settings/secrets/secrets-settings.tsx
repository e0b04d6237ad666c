'use client';

import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useCan } from '#components/account/use-me.ts';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { EmptyState, ErrorState } from '#components/ui/empty-state.tsx';
import { RowsSkeleton } from '#components/ui/skeleton.tsx';
import { SettingsSection } from '../settings-frame.tsx';
import { CreateSecret } from './create-secret.tsx';
import { SecretRow } from './secret-row.tsx';

export function SecretsSettings() {
  const trpc = useTRPC();
  const mayManage = useCan('secret:manage');
  const secrets = useQuery(trpc.secret.list.queryOptions());
  const isEmpty = secrets.data?.length === 0;
  return (
    <SettingsSection
      title="Secrets"
      lead="Keys of other services. A value is encrypted, is sent only to the hosts named here, and is never shown again: not here, not in runs, not in logs."
    >
      {mayManage && secrets.data && !isEmpty ? (
        <div>
          <CreateSecret />
        </div>
      ) : null}
      {secrets.isPending ? <RowsSkeleton rows={3} lines={3} /> : null}
      {secrets.isError ? (
        <ErrorState message={readFailure(secrets.error).message} onRetry={() => void secrets.refetch()} />
      ) : null}
      {isEmpty ? (
        <EmptyState icon={KeyRound} title="No secrets yet" action={mayManage ? <CreateSecret /> : undefined}>
          Keep the key of an API here, and name it in an HTTP node: <code className="font-mono">secret: pay_api</code>{' '}
          sends it as <code className="font-mono">Authorization: Bearer</code>.{' '}
          {mayManage ? null : 'An admin can add one.'}
        </EmptyState>
      ) : null}
      {secrets.data && !isEmpty ? (
        <ul className="overflow-hidden rounded-lg border border-line">
          {secrets.data.map((secret) => (
            <SecretRow key={secret.id} secret={secret} mayManage={mayManage} />
          ))}
        </ul>
      ) : null}
    </SettingsSection>
  );
}
