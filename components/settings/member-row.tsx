'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LogOut, MoreHorizontal, UserRoundCheck, UserRoundMinus, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import { reportFailure } from '#components/trpc/report-failure.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { Avatar } from '#components/ui/avatar.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button, buttonStyles } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Dialog, DialogActions, DialogClose, DialogContent } from '#components/ui/dialog.tsx';
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from '#components/ui/menu.tsx';
import { Select } from '#components/ui/select.tsx';
import { Switch } from '#components/ui/switch.tsx';
import { notify } from '#components/ui/toast.tsx';
import { GRANTABLE_ROLES, roleLabel } from './roles.ts';

type Member = RouterOutputs['member']['list'][number];

function useMemberMutations(member: Member) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = {
    onSettled: async () => {
      await queryClient.invalidateQueries(trpc.member.pathFilter());
      if (member.you) await queryClient.invalidateQueries(trpc.account.me.queryFilter());
    },
    onError: reportFailure,
  };
  return {
    update: useMutation(trpc.member.update.mutationOptions(options)),
    remove: useMutation(trpc.member.remove.mutationOptions(options)),
    deactivate: useMutation(trpc.member.deactivate.mutationOptions(options)),
    reactivate: useMutation(trpc.member.reactivate.mutationOptions(options)),
    endSessions: useMutation(
      trpc.member.endSessions.mutationOptions({
        ...options,
        onSuccess: () => notify.done(`${member.name} is signed out everywhere`),
      }),
    ),
  };
}
type Mutations = ReturnType<typeof useMemberMutations>;

/** What is asked before it is done, by what it does. */
const QUESTIONS = {
  deactivate: {
    verb: 'Deactivate',
    what: (name: string) =>
      `${name} is signed out at once, their API keys stop working, and approvals no longer count on them. They keep their role and history, and can be let in again.`,
  },
  remove: {
    verb: 'Remove',
    what: (name: string) =>
      `${name} is signed out at once, can no longer open this workspace, and their API keys end for good. What they decided and built stays.`,
  },
} as const;
type Question = keyof typeof QUESTIONS;

function Ask({
  question,
  name,
  onClose,
  onConfirm,
}: {
  question: Question | null;
  name: string;
  onClose(): void;
  onConfirm(question: Question): void;
}) {
  // The words stay while the dialog fades out.
  const [shown, setShown] = useState<Question>('deactivate');
  if (question && question !== shown) setShown(question);
  const { verb, what } = QUESTIONS[shown];
  return (
    <Dialog open={question !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent title={`${verb} ${name}?`} description={what(name)}>
        <DialogActions>
          <DialogClose className={buttonStyles()}>Cancel</DialogClose>
          <Button
            variant="danger"
            onClick={() => {
              onConfirm(shown);
              onClose();
            }}
          >
            {verb}
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}

function MemberMenu({ member, mutations }: { member: Member; mutations: Mutations }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const target = { userId: member.userId };
  return (
    <>
      <Menu>
        <MenuTrigger
          aria-label={`More about ${member.name}`}
          className={buttonStyles({ variant: 'ghost', size: 'icon' })}
        >
          <MoreHorizontal aria-hidden />
        </MenuTrigger>
        <MenuContent align="end">
          {member.deactivatedAt ? (
            <MenuItem onClick={() => mutations.reactivate.mutate(target)}>
              <UserRoundCheck aria-hidden />
              Reactivate
            </MenuItem>
          ) : (
            <>
              <MenuItem onClick={() => mutations.endSessions.mutate(target)}>
                <LogOut aria-hidden />
                Sign out everywhere
              </MenuItem>
              <MenuItem onClick={() => setQuestion('deactivate')}>
                <UserRoundX aria-hidden />
                Deactivate
              </MenuItem>
            </>
          )}
          <MenuSeparator />
          <MenuItem tone="danger" onClick={() => setQuestion('remove')}>
            <UserRoundMinus aria-hidden />
            Remove
          </MenuItem>
        </MenuContent>
      </Menu>
      <Ask
        question={question}
        name={member.name}
        onClose={() => setQuestion(null)}
        onConfirm={(answered) => mutations[answered].mutate(target)}
      />
    </>
  );
}

export function MemberRow({ member, mayManage }: { member: Member; mayManage: boolean }) {
  const mutations = useMemberMutations(member);
  const { update } = mutations;
  const mayChange = mayManage && !member.you && member.role !== 'owner';
  const isOut = member.deactivatedAt !== null;
  const busy = Object.values(mutations).some((mutation) => mutation.isPending);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-3 py-2.5 last:border-b-0 max-sm:gap-x-2">
      <Avatar name={member.name} />
      <div className="flex min-w-0 flex-1 basis-48 flex-col">
        <span className="flex items-center gap-2 text-base font-medium">
          <span className={cn('truncate', isOut && 'text-muted')}>{member.name}</span>
          {member.you ? <Badge>You</Badge> : null}
          {isOut ? <Badge tone="dashed">Deactivated</Badge> : null}
        </span>
        <span className="truncate text-xs text-muted">{member.email}</span>
      </div>
      {mayManage && !isOut && (mayChange || member.you) ? (
        <Switch
          label="Approver"
          checked={member.approver}
          disabled={busy}
          onCheckedChange={(approver) => update.mutate({ userId: member.userId, approver })}
        />
      ) : member.approver ? (
        <Badge tone="waiting">Approver</Badge>
      ) : null}
      {mayChange && !isOut && member.role !== 'owner' ? (
        <Select
          aria-label={`Role of ${member.name}`}
          className="w-32 max-sm:w-auto max-sm:min-w-24 max-sm:flex-1"
          value={member.role}
          options={GRANTABLE_ROLES}
          disabled={busy}
          onValueChange={(role) => update.mutate({ userId: member.userId, role })}
        />
      ) : (
        <span className={cn('text-sm text-muted', mayManage && 'sm:w-32 sm:px-2.5')}>{roleLabel(member.role)}</span>
      )}
      {mayChange ? (
        <MemberMenu member={member} mutations={mutations} />
      ) : mayManage ? (
        <span className="size-8 max-sm:hidden touch:size-11" />
      ) : null}
    </li>
  );
}
