'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useCan, useMe } from '#components/account/use-me.ts';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { reportFailure } from '#components/trpc/report-failure.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx';
import { EmptyState, ErrorState } from '#components/ui/empty-state.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { RowsSkeleton } from '#components/ui/skeleton.tsx';
import { CreateKey } from './create-key.tsx';
import { scopeWords } from './key-scopes.ts';
import { SettingsList, SettingsRow, SettingsSection } from './settings-frame.tsx';

type Key = RouterOutputs['key']['list'][number];

function RevokeKey({ apiKey }: { apiKey: Key }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(
    trpc.key.revoke.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.key.list.queryFilter()),
      onError: reportFailure,
    }),
  );
  return (
    <Dialog>
      <DialogTrigger aria-label={`Revoke ${apiKey.name}`} className={buttonStyles({ variant: 'danger' })}>
        Revoke
      </DialogTrigger>
      <DialogContent
        title={`Revoke ${apiKey.name}?`}
        description="What uses this key is refused from now on. This cannot be undone."
      >
        <DialogActions>
          <DialogClose className={buttonStyles()}>Cancel</DialogClose>
          <Button variant="danger" busy={revoke.isPending} onClick={() => revoke.mutate({ id: apiKey.id })}>
            Revoke key
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}

function KeyRow({ apiKey, isMine }: { apiKey: Key; isMine: boolean }) {
  const { resting, expiresAt, lastUsedAt, fromEnvironment } = apiKey;
  return (
    <SettingsRow
      title={apiKey.name}
      badge={
        <>
          {fromEnvironment ? <Badge>Set by the environment</Badge> : null}
          {resting ? <Badge tone="warning">{resting === 'expired' ? 'Expired' : 'Person deactivated'}</Badge> : null}
        </>
      }
      facts={[
        <code key="prefix" className="font-mono">
          {apiKey.prefix}…
        </code>,
        ...(isMine ? [] : [`acts as ${apiKey.person.name}`]),
        `may: ${scopeWords(apiKey.scopes)}`,
        <>
          created <RelativeTime iso={apiKey.createdAt} />
        </>,
        expiresAt ? (
          <>
            {resting === 'expired' ? 'expired' : 'expires'} <RelativeTime iso={expiresAt} />
          </>
        ) : (
          'no expiry'
        ),
        lastUsedAt ? (
          <>
            last used <RelativeTime iso={lastUsedAt} />
          </>
        ) : (
          'never used'
        ),
      ]}
    >
      {fromEnvironment ? null : <RevokeKey apiKey={apiKey} />}
    </SettingsRow>
  );
}

export function KeysSettings() {
  const trpc = useTRPC();
  const me = useMe();
  const seesAll = useCan('key:manage');
  const keys = useQuery(trpc.key.list.queryOptions());
  return (
    <SettingsSection
      title="API keys"
      lead={`Programs use a key to act in the name of a person, within that person's rights. Never for people, keys, secrets or settings. ${seesAll ? 'You see the keys of everybody.' : 'You see your own.'}`}
    >
      <div>
        <CreateKey />
      </div>
      {keys.isPending ? <RowsSkeleton rows={2} lines={2} /> : null}
      {keys.isError ? (
        <ErrorState message={readFailure(keys.error).message} onRetry={() => void keys.refetch()} />
      ) : null}
      {keys.data?.length === 0 ? (
        <EmptyState icon={KeyRound} title="No API key yet">
          A program that calls Fermata over HTTP needs one.
        </EmptyState>
      ) : null}
      {keys.data && keys.data.length > 0 ? (
        <SettingsList label="API keys">
          {keys.data.map((apiKey) => (
            <KeyRow key={apiKey.id} apiKey={apiKey} isMine={apiKey.person.id === me?.user.id} />
          ))}
        </SettingsList>
      ) : null}
    </SettingsSection>
  );
}
