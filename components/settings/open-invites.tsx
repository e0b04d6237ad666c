'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '#components/trpc/client.ts';
import { failureReport, readFailure } from '#components/trpc/error.ts';
import { Button } from '#components/ui/button.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { notify } from '#components/ui/toast.tsx';
import { roleLabel } from './roles.ts';
import { SettingsSection } from './settings-frame.tsx';

/** Links that were made and not used yet. Nothing while there are none. */
export function OpenInvites() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invites = useQuery(trpc.member.invites.queryOptions());
  const revoke = useMutation(
    trpc.member.revokeInvite.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.member.invites.queryFilter()),
      onError: (error) => {
        const failure = readFailure(error);
        notify.error(failure.message, { details: failureReport(failure) });
      },
    }),
  );
  if (!invites.data || invites.data.length === 0) return null;
  return (
    <SettingsSection title="Open invites">
      <ul className="overflow-hidden rounded-lg border border-line">
        {invites.data.map((invite) => (
          <li
            key={invite.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-2.5 last:border-b-0"
          >
            <div className="flex min-w-0 flex-1 basis-48 flex-col">
              <span className="truncate text-base">{invite.email}</span>
              <span className="text-xs text-muted">
                {roleLabel(invite.role)}
                {invite.approver ? ', approver' : ''} · expires <RelativeTime iso={invite.expiresAt} />
              </span>
            </div>
            <Button
              variant="danger"
              aria-label={`Revoke the invite of ${invite.email}`}
              disabled={revoke.isPending}
              onClick={() => revoke.mutate({ id: invite.id })}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
    </SettingsSection>
  );
}
