import { Clock } from 'lucide-react';
import Link from 'next/link';
import { ApprovalBadge } from '#components/decision/approval-status.tsx';
import { countText, tooFew } from '#components/decision/quorum.ts';
import type { ApprovalListItem } from '#components/decision/types.ts';
import { cn } from '#components/ui/cn.ts';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { SimulatedBadge } from '#components/ui/status.tsx';

/** `1 of 2 approved`, or whether it waits for whoever looks. */
function standing(approval: ApprovalListItem): string {
  return countText(approval) ?? (approval.canDecide ? 'Waiting for you' : 'Waiting');
}

/** Who approved so far, and who still can. */
function Quorum({ approval }: { approval: ApprovalListItem }) {
  if (approval.status !== 'pending' || approval.required === 1) return null;
  const { approvedBy, eligible } = approval;
  const short = tooFew(approval);
  const voted = approvedBy.length > 0 ? `By ${approvedBy.map((person) => person.name).join(', ')}. ` : '';
  return (
    <span className={cn('truncate text-xs', short ? 'text-warning' : 'text-muted')}>
      {voted}
      {short ?? `Can decide: ${eligible.names.join(', ')}`}
    </span>
  );
}

function decidedLabel(approval: ApprovalListItem): string | null {
  const names = approval.decidedBy.map((person) => person.name).join(', ');
  return names ? `by ${names}` : null;
}

export function ApprovalRow({
  approval,
  href,
  current,
}: {
  approval: ApprovalListItem;
  href: string;
  current: boolean;
}) {
  const isOpen = approval.status === 'pending';
  return (
    <li className="border-b border-line">
      <Link
        href={href}
        aria-current={current ? 'true' : undefined}
        className={cn(
          'flex flex-col gap-1 border-l-3 border-transparent px-4 py-3 -outline-offset-2 transition-colors hover:bg-hover',
          isOpen && approval.canDecide && 'border-l-waiting',
          current && 'bg-accent-soft hover:bg-accent-soft',
        )}
      >
        <span className="flex items-baseline justify-between gap-3">
          <span className="truncate text-base font-medium">{approval.title}</span>
          <RelativeTime
            iso={approval.decidedAt ?? approval.createdAt}
            className="shrink-0 text-xs whitespace-nowrap text-muted"
          />
        </span>
        <span className="truncate text-sm text-muted">
          {approval.workflow.title} · run {approval.runId.slice(-4)}
        </span>
        <span className="mt-1 flex flex-wrap items-center gap-2">
          <ApprovalBadge status={approval.status} {...(isOpen ? { label: standing(approval) } : {})} />
          {isOpen ? null : <span className="text-xs text-muted">{decidedLabel(approval)}</span>}
          {approval.simulated ? <SimulatedBadge /> : null}
          {isOpen && approval.dueAt ? (
            <span className="inline-flex items-center gap-1 text-xs text-muted">
              <Clock aria-hidden className="size-3.5" />
              <span>
                due <RelativeTime iso={approval.dueAt} />
              </span>
            </span>
          ) : null}
        </span>
        <Quorum approval={approval} />
      </Link>
    </li>
  );
}
