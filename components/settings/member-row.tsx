'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { UserRoundMinus } from 'lucide-react';
import { useTRPC } from '#components/trpc/client.ts';
import { failureReport, readFailure } from '#components/trpc/error.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { Avatar } from '#components/ui/avatar.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx';
import { Select } from '#components/ui/select.tsx';
import { Switch } from '#components/ui/switch.tsx';
import { notify } from '#components/ui/toast.tsx';
import { GRANTABLE_ROLES, roleLabel } from './roles.ts';

type Member = RouterOutputs['member']['list'][number];

function useMemberMutations() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = {
    onSettled: () => queryClient.invalidateQueries(trpc.member.pathFilter()),
    onError: (error: unknown) => {
      const failure = readFailure(error);
      notify.error(failure.message, { details: failureReport(failure) });
    },
  };
  return {
    update: useMutation(trpc.member.update.mutationOptions(options)),
    remove: useMutation(trpc.member.remove.mutationOptions(options)),
  };
}

function RemoveMember({ member, onRemove }: { member: Member; onRemove: () => void }) {
  return (
    <Dialog>
      <DialogTrigger
        aria-label={`Remove ${member.name}`}
        title={`Remove ${member.name}`}
        className={buttonStyles({ variant: 'ghost', size: 'icon' })}
      >
        <UserRoundMinus aria-hidden />
      </DialogTrigger>
      <DialogContent
        title={`Remove ${member.name}?`}
        description={`${member.name} is signed out at once and can no longer open this workspace. What they decided and built stays.`}
      >
        <DialogActions>
          <DialogClose className={buttonStyles()}>Cancel</DialogClose>
          <Button variant="danger" onClick={onRemove}>
            Remove
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}

export function MemberRow({ member, mayManage }: { member: Member; mayManage: boolean }) {
  const { update, remove } = useMemberMutations();
  const mayChangeRole = mayManage && !member.you && member.role !== 'owner';
  const busy = update.isPending || remove.isPending;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-3 py-2.5 last:border-b-0">
      <Avatar name={member.name} />
      <div className="flex min-w-0 flex-1 basis-48 flex-col">
        <span className="flex items-center gap-2 text-base font-medium">
          <span className="truncate">{member.name}</span>
          {member.you ? <Badge>You</Badge> : null}
        </span>
        <span className="truncate text-xs text-muted">{member.email}</span>
      </div>
      {mayManage ? (
        <Switch
          label="Approver"
          checked={member.approver}
          disabled={busy}
          onCheckedChange={(approver) => update.mutate({ userId: member.userId, approver })}
        />
      ) : member.approver ? (
        <Badge tone="waiting">Approver</Badge>
      ) : null}
      {mayChangeRole && member.role !== 'owner' ? (
        <>
          <Select
            aria-label={`Role of ${member.name}`}
            className="w-28"
            value={member.role}
            options={GRANTABLE_ROLES}
            disabled={busy}
            onValueChange={(role) => update.mutate({ userId: member.userId, role })}
          />
          <RemoveMember member={member} onRemove={() => remove.mutate({ userId: member.userId })} />
        </>
      ) : (
        <span className="text-sm text-muted">{roleLabel(member.role)}</span>
      )}
    </li>
  );
}
