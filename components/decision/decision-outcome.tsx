import { Hand } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { StatusIcon } from '#components/ui/status.tsx';
import { APPROVAL_LOOK } from './approval-status.tsx';
import type { Approval } from './types.ts';

/** How it ended: who and when, so that the second person to come sees it at once. `late`: theirs came after it. */
export function DecisionOutcome({ approval, late }: { approval: Approval; late: boolean }) {
  if (approval.status === 'pending') return null;
  const look = APPROVAL_LOOK[approval.status];
  const names = approval.decidedBy.map((person) => person.name).join(' and ');
  const why = {
    approved: '',
    rejected: '',
    expired: ': nobody decided in time',
    withdrawn: ': the run went on without it',
  };
  return (
    <div role="status" className="flex items-start gap-2.5 rounded-lg border border-line bg-surface px-3 py-2.5">
      <StatusIcon look={look} className={cn('mt-0.5 size-4', look.ink)} />
      <div className="flex min-w-0 flex-col gap-0.5">
        <p className="text-base">
          <span className={cn('font-medium', look.ink)}>{look.word}</span>
          {names ? ` by ${names}` : why[approval.status]}
          {approval.decidedAt ? (
            <>
              {', '}
              <RelativeTime iso={approval.decidedAt} />
            </>
          ) : null}
        </p>
        {late ? <p className="text-sm text-muted">Your decision came after it and was not counted.</p> : null}
        {approval.comment ? (
          <p className="text-sm break-words whitespace-pre-wrap text-muted">{approval.comment}</p>
        ) : null}
      </div>
    </div>
  );
}

/** Why this person sees no buttons although the gate is open. */
export function DecisionWatching({ approval, myEmail }: { approval: Approval; myEmail: string | undefined }) {
  if (approval.status !== 'pending' || approval.canDecide) return null;
  const mine = approval.history.find((vote) => vote.email === myEmail && !vote.discarded);
  const left = approval.required - approval.votes;
  return (
    <p className="flex items-start gap-2.5 rounded-lg border border-line bg-waiting-soft px-3 py-2.5 text-base text-waiting">
      <Hand aria-hidden className="mt-0.5 size-4 shrink-0" />
      {mine
        ? `You have decided. ${left === 1 ? 'One more person is' : `${left} more people are`} needed.`
        : 'You may look at this, others decide.'}
    </p>
  );
}
