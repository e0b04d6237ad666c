import { Ban, Check, Hand, TimerOff, X } from 'lucide-react';
import { Badge } from '#components/ui/badge.tsx';
import { StatusIcon, type StatusLook } from '#components/ui/status.tsx';
import type { ApprovalStatus } from './types.ts';

export const APPROVAL_LOOK: Record<ApprovalStatus, StatusLook> = {
  pending: { icon: Hand, word: 'Waiting', tone: 'waiting', ink: 'text-waiting' },
  approved: { icon: Check, word: 'Approved', tone: 'succeeded', ink: 'text-succeeded' },
  rejected: { icon: X, word: 'Rejected', tone: 'failed', ink: 'text-failed' },
  expired: { icon: TimerOff, word: 'Expired', tone: 'neutral', ink: 'text-queued' },
  withdrawn: { icon: Ban, word: 'Withdrawn', tone: 'neutral', ink: 'text-queued' },
};

export function ApprovalBadge({ status, label }: { status: ApprovalStatus; label?: string }) {
  const look = APPROVAL_LOOK[status];
  return (
    <Badge tone={look.tone}>
      <StatusIcon look={look} />
      {label ?? look.word}
    </Badge>
  );
}
