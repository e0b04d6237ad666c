'use client';

import { useQuery } from '@tanstack/react-query';
import { useCan } from '#components/account/use-me.ts';
import { useTRPC } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { ErrorState } from '#components/ui/empty-state.tsx';
import { RowsSkeleton } from '#components/ui/skeleton.tsx';
import { InviteMember } from './invite-member.tsx';
import { MemberRow } from './member-row.tsx';
import { OpenInvites } from './open-invites.tsx';
import { SettingsSection } from './settings-frame.tsx';

export function MembersSettings() {
  const trpc = useTRPC();
  const mayManage = useCan('member:manage');
  const members = useQuery(trpc.member.list.queryOptions());
  return (
    <>
      <SettingsSection
        title="Members"
        lead="A role says what someone may do with workflows and people. Approver stands beside it: whoever has it may decide approvals."
      >
        {mayManage ? (
          <div>
            <InviteMember />
          </div>
        ) : null}
        {members.isPending ? <RowsSkeleton rows={3} lines={2} /> : null}
        {members.isError ? (
          <ErrorState message={readFailure(members.error).message} onRetry={() => void members.refetch()} />
        ) : null}
        {members.data ? (
          <ul className="overflow-hidden rounded-lg border border-line">
            {members.data.map((member) => (
              <MemberRow key={member.userId} member={member} mayManage={mayManage} />
            ))}
          </ul>
        ) : null}
      </SettingsSection>
      {mayManage ? <OpenInvites /> : null}
    </>
  );
}
