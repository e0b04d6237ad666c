'use client';

import { Clock } from 'lucide-react';
import Link from 'next/link';
import { useRef } from 'react';
import { useMe } from '#components/account/use-me.ts';
import { Markdown } from '#components/markdown/markdown.tsx';
import { NotFound } from '#components/shell/not-found.tsx';
import { readFailure } from '#components/trpc/error.ts';
import { ErrorState } from '#components/ui/empty-state.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { SimulatedBadge } from '#components/ui/status.tsx';
import { useKeys } from '#components/ui/use-keys.ts';
import { DecisionActions } from './decision-actions.tsx';
import { DecisionEvidence } from './decision-evidence.tsx';
import { DecisionFacts } from './decision-facts.tsx';
import { DecisionFields, useEditing } from './decision-fields.tsx';
import { DecisionCount, DecisionNotice, DecisionOutcome, DecisionWatching } from './decision-outcome.tsx';
import type { Approval } from './types.ts';
import { type Choice, useApproval, useConsequences, useDecision } from './use-decision.ts';

export interface DecisionPanelProps {
  approvalId: string;
  /** `h1` where the decision is the page. */
  headingLevel?: 'h1' | 'h2';
  /** Workflow, run and due time above the title; off where the surroundings say them. */
  showOrigin?: boolean;
  /** Whether A approves, R rejects and E edits. */
  keys?: boolean;
}

function Origin({ approval }: { approval: Approval }) {
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
      <span>{approval.workflow.title}</span>
      <Link href={`/runs/${approval.runId}?node=${encodeURIComponent(approval.key)}`} className="text-accent underline">
        run {approval.runId.slice(-4)}
      </Link>
      {approval.simulated ? <SimulatedBadge /> : null}
      {approval.status === 'pending' && approval.dueAt ? (
        <span className="ml-auto inline-flex items-center gap-1 text-xs text-waiting">
          <Clock aria-hidden className="size-3.5" />
          <span>
            due <RelativeTime iso={approval.dueAt} />
          </span>
        </span>
      ) : null}
    </p>
  );
}

function DecisionView({
  approval,
  headingLevel: Heading = 'h2',
  showOrigin = true,
  keys = true,
}: Omit<DecisionPanelProps, 'approvalId'> & { approval: Approval }) {
  const decision = useDecision(approval);
  const { editing, setEditing, openFirst } = useEditing(approval);
  const shown = { ...approval, consequences: useConsequences(approval, decision, editing !== null) };
  const commentRef = useRef<HTMLTextAreaElement>(null);
  const me = useMe();
  const active = approval.status === 'pending' && approval.canDecide;

  function decide(choice: Choice): void {
    if (!decision.decide(choice) && choice === 'rejected') commentRef.current?.focus();
    setEditing(null);
  }
  useKeys({ a: () => decide('approved'), r: () => decide('rejected'), e: openFirst }, active && keys);

  return (
    <article aria-label={approval.title} className="flex min-h-full flex-1 flex-col">
      <div className="flex flex-col gap-4 px-4 py-4">
        <div className="flex flex-col gap-1.5">
          {showOrigin ? <Origin approval={approval} /> : null}
          <Heading className="text-xl font-semibold tracking-tight text-balance max-sm:text-2xl">
            {approval.title}
          </Heading>
          <Markdown text={approval.message} className="text-base text-muted" />
        </div>
        <DecisionCount approval={approval} />
        <DecisionOutcome approval={approval} late={decision.refusal !== null} />
        <DecisionWatching approval={approval} myEmail={me?.user.email} />
        <DecisionNotice approval={approval} myEmail={me?.user.email} />
        <DecisionFields
          approval={approval}
          decision={active ? decision : null}
          editing={editing}
          onEditingChange={setEditing}
        />
        <DecisionFacts approval={shown} />
        <DecisionEvidence approval={shown} />
      </div>
      {active ? <DecisionActions decision={decision} commentRef={commentRef} keys={keys} onDecide={decide} /> : null}
    </article>
  );
}

function LoadingDecision() {
  return (
    <div role="status" aria-label="Loading the approval" className="flex flex-col gap-4 p-4">
      <Skeleton className="h-4 w-40" />
      <Skeleton className="h-7 w-3/4" />
      <Skeleton className="h-20" />
      <Skeleton className="h-40" />
    </div>
  );
}

/**
 * Everything about one approval: what is asked, what may be edited, what each choice leads to, and the decision.
 * Fills its container; the buttons stick to the lower edge of the scrolling box around it.
 */
export function DecisionPanel({ approvalId, ...props }: DecisionPanelProps) {
  const approval = useApproval(approvalId);
  if (approval.isPending) return <LoadingDecision />;
  if (approval.isError) {
    const failure = readFailure(approval.error);
    if (failure.code === 'NOT_FOUND' || failure.code === 'VALIDATION') return <NotFound what="approval" />;
    return <ErrorState message={failure.message} onRetry={() => void approval.refetch()} />;
  }
  // A new approval is a new piece of work: edits and comment never move from one to another.
  return <DecisionView key={approval.data.id} approval={approval.data} {...props} />;
}
