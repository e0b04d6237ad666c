import { Hand, Info } from 'lucide-react';
import { useState } from 'react';
import { cn } from '#components/ui/cn.ts';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { StatusIcon } from '#components/ui/status.tsx';
import { APPROVAL_LOOK, ApprovalBadge } from './approval-status.tsx';
import { countText } from './quorum.ts';
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

/** How many have approved so far, where one is not enough. */
export function DecisionCount({ approval }: { approval: Approval }) {
  const count = approval.status === 'pending' ? countText(approval) : null;
  if (count === null) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm" aria-live="polite">
      <ApprovalBadge status="pending" label={count} />
      <span className="text-muted">
        {approval.approvedBy.length > 0
          ? `by ${approval.approvedBy.map((person) => person.name).join(', ')}`
          : `${approval.required} people must approve`}
      </span>
    </div>
  );
}

/** What somebody must know before they decide: their vote became void, or what they read has changed. */
export function DecisionNotice({ approval, myEmail }: { approval: Approval; myEmail: string | undefined }) {
  const [firstSeen] = useState(approval.payloadHash);
  if (approval.status !== 'pending' || !approval.canDecide) return null;
  const mine = approval.history.findLast((vote) => vote.email === myEmail);
  const editor = approval.approvedBy[0]?.name ?? 'Somebody';
  if (!mine && firstSeen === approval.payloadHash) return null;
  return (
    <p role="status" className="flex items-start gap-2.5 rounded-lg bg-warning-soft px-3 py-2.5 text-base text-warning">
      <Info aria-hidden className="mt-0.5 size-4 shrink-0" />
      {mine
        ? `Your approval no longer counts: ${editor} changed the text after it. Read it again and decide anew.`
        : 'What is asked was changed while you looked. Read it again before you decide.'}
    </p>
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
        ? `You have approved. ${left === 1 ? 'One more person is' : `${left} more people are`} needed.`
        : 'You may look at this, others decide.'}
    </p>
  );
}
