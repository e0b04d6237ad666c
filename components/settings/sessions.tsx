'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { reportFailure } from '#components/trpc/report-failure.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/empty-state.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { RowsSkeleton } from '#components/ui/skeleton.tsx';
import { notify } from '#components/ui/toast.tsx';
import { SettingsList, SettingsRow, SettingsSection } from './settings-frame.tsx';

function useEndSessions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = {
    onSettled: () => queryClient.invalidateQueries(trpc.account.sessions.queryFilter()),
    onError: reportFailure,
  };
  return {
    one: useMutation(trpc.account.endSession.mutationOptions(options)),
    others: useMutation(
      trpc.account.endOtherSessions.mutationOptions({
        ...options,
        onSuccess: ({ ended }) =>
          notify.done(ended === 1 ? 'Signed out of 1 session' : `Signed out of ${ended} sessions`),
      }),
    ),
  };
}

/** Where the person is signed in, and how to end it. */
export function Sessions() {
  const trpc = useTRPC();
  const sessions = useQuery(trpc.account.sessions.queryOptions());
  const end = useEndSessions();
  const busy = end.one.isPending || end.others.isPending;
  const hasOthers = sessions.data?.some((session) => !session.current) ?? false;
  return (
    <SettingsSection
      title="Sessions"
      lead="Where you are signed in. A session ends after 7 days without use, and after 30 days in any case."
    >
      {sessions.isPending ? <RowsSkeleton rows={2} lines={2} /> : null}
      {sessions.isError ? (
        <ErrorState message={readFailure(sessions.error).message} onRetry={() => void sessions.refetch()} />
      ) : null}
      {sessions.data ? (
        <SettingsList label="Sessions">
          {sessions.data.map((session) => (
            <SettingsRow
              key={session.id}
              title={session.device}
              badge={session.current ? <Badge tone="accent">This one</Badge> : null}
              facts={[
                session.address ?? 'Unknown address',
                <>
                  signed in <RelativeTime iso={session.signedInAt} />
                </>,
                <>
                  last used <RelativeTime iso={session.lastUsedAt} />
                </>,
              ]}
            >
              {session.current ? null : (
                <Button
                  variant="danger"
                  aria-label={`Sign out ${session.device}`}
                  disabled={busy}
                  onClick={() => end.one.mutate({ id: session.id })}
                >
                  Sign out
                </Button>
              )}
            </SettingsRow>
          ))}
        </SettingsList>
      ) : null}
      {hasOthers ? (
        <Button className="self-start" busy={end.others.isPending} disabled={busy} onClick={() => end.others.mutate()}>
          Sign out everywhere else
        </Button>
      ) : null}
    </SettingsSection>
  );
}
