import type { ReactNode } from 'react';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { tooFew } from './quorum.ts';
import type { Approval, Consequence } from './types.ts';

const IF_LABEL: Readonly<Record<string, string>> = {
  approved: 'If approved',
  rejected: 'If rejected',
  expired: 'If expired',
};

function ConsequenceText({ consequence }: { consequence: Consequence }) {
  const { next, loop, endsRun } = consequence;
  const round = loop ? `, round ${loop.round} of ${loop.of}` : '';
  if (next.length === 0) return endsRun ? 'The run ends' : 'Nothing more happens on this path';
  return next.map((step, index) => (
    <span key={step.nodeId} className="block">
      {loop ? 'Back to ' : ''}
      {step.title}
      {index === 0 ? round : ''}
      {step.summary && !loop ? <span className="block text-sm break-words text-muted">{step.summary}</span> : null}
    </span>
  ));
}

/** `Ana, Ben and 3 more`. */
function nameList(names: readonly string[]): string {
  const shown = names.slice(0, 4);
  return names.length > shown.length
    ? `${shown.join(', ')} and ${names.length - shown.length} more`
    : shown.join(names.length === 2 ? ' or ' : ', ');
}

function StillNeeded({ approval }: { approval: Approval }) {
  const needed = approval.required - approval.votes;
  const { count, names } = approval.eligible;
  return (
    <>
      {needed} of: {names.length > 0 ? nameList(names) : 'nobody'}
      {count < needed ? (
        <span className="block text-sm text-warning">{tooFew(approval)}. Make someone an approver in Settings.</span>
      ) : null}
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_1fr] gap-2 border-b border-line px-3 py-2.5 last:border-b-0">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

/** What each choice leads to, who has decided, who else must. */
export function DecisionFacts({ approval }: { approval: Approval }) {
  const isOpen = approval.status === 'pending';
  const approvedBy = approval.history.filter((vote) => vote.decision === 'approved' && !vote.discarded);
  const facts: ReactNode[] = [];
  if (isOpen) {
    for (const consequence of approval.consequences) {
      // Without a due time nothing can expire.
      if (consequence.port === 'expired' && approval.dueAt === null) continue;
      facts.push(
        <Fact key={consequence.port} label={IF_LABEL[consequence.port] ?? `If ${consequence.port}`}>
          <ConsequenceText consequence={consequence} />
        </Fact>,
      );
    }
    if (approvedBy.length > 0) {
      facts.push(
        <Fact key="by" label="Approved by">
          {approvedBy.map((vote) => (
            <span key={vote.at} className="block">
              {vote.name}, <RelativeTime iso={vote.at} />
            </span>
          ))}
        </Fact>,
      );
    }
    facts.push(
      <Fact key="needed" label="Still needed">
        <StillNeeded approval={approval} />
      </Fact>,
    );
  }
  if (facts.length === 0) return null;
  return <dl className="overflow-hidden rounded-lg border border-line bg-surface text-base">{facts}</dl>;
}
