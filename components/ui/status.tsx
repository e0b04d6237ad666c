import { Ban, Check, CircleDashed, Clock, Hand, LoaderCircle, type LucideIcon, Minus, OctagonX } from 'lucide-react';
import type { NodeStatus, RunStatus } from '#core/run/state.ts';
import { Badge, type BadgeTone } from './badge.tsx';
import { cn } from './cn.ts';

/** Icon, word and colour of a state: always the three together, never colour alone. */
export interface StatusLook {
  icon: LucideIcon;
  word: string;
  tone: BadgeTone;
  /** Text colour utility. */
  ink: string;
}

export const NODE_STATUS_LOOK: Record<NodeStatus, StatusLook> = {
  pending: { icon: CircleDashed, word: 'Not started', tone: 'neutral', ink: 'text-idle' },
  queued: { icon: Clock, word: 'Queued', tone: 'neutral', ink: 'text-queued' },
  running: { icon: LoaderCircle, word: 'Running', tone: 'running', ink: 'text-running' },
  waiting: { icon: Hand, word: 'Waiting', tone: 'waiting', ink: 'text-waiting' },
  succeeded: { icon: Check, word: 'Done', tone: 'succeeded', ink: 'text-succeeded' },
  failed: { icon: OctagonX, word: 'Failed', tone: 'failed', ink: 'text-failed' },
  skipped: { icon: Minus, word: 'Skipped', tone: 'neutral', ink: 'text-idle' },
  cancelled: { icon: Ban, word: 'Cancelled', tone: 'neutral', ink: 'text-queued' },
};

export const RUN_STATUS_LOOK: Record<RunStatus, StatusLook> = {
  queued: NODE_STATUS_LOOK.queued,
  running: NODE_STATUS_LOOK.running,
  waiting: { ...NODE_STATUS_LOOK.waiting, word: 'Waiting for a person' },
  succeeded: NODE_STATUS_LOOK.succeeded,
  failed: NODE_STATUS_LOOK.failed,
  cancelled: NODE_STATUS_LOOK.cancelled,
};

export function StatusIcon({ look, className }: { look: StatusLook; className?: string }) {
  const Icon = look.icon;
  return <Icon aria-hidden className={cn('size-3.5 shrink-0', look.tone === 'running' && 'spin-running', className)} />;
}

/** Fuchsia says that a person is needed: what only waits for a moment to come stays neutral. */
const WAITING_FOR_TIME: StatusLook = { ...NODE_STATUS_LOOK.queued, word: 'Waiting' };

/** `label` replaces the word where more is known: "Waiting for Ana", "Done 3.2 s". It is cut where there is no room. */
export function RunStatusBadge({
  status,
  needsPerson = true,
  label,
  className,
}: {
  status: RunStatus;
  /** Of a run that waits: for a person, and not for a time. */
  needsPerson?: boolean;
  label?: string | undefined;
  className?: string;
}) {
  const look = status === 'waiting' && !needsPerson ? WAITING_FOR_TIME : RUN_STATUS_LOOK[status];
  const words = label ?? look.word;
  return (
    <Badge tone={look.tone} title={label} className={cn('max-w-72', className)}>
      <StatusIcon look={look} />
      <span className="truncate">{words}</span>
    </Badge>
  );
}

export function NodeStatusBadge({
  status,
  label,
  className,
}: {
  status: NodeStatus;
  label?: string;
  className?: string;
}) {
  const look = NODE_STATUS_LOOK[status];
  return (
    <Badge tone={look.tone} className={className}>
      <StatusIcon look={look} />
      {label ?? look.word}
    </Badge>
  );
}

export function SimulatedBadge() {
  return (
    <Badge tone="dashed" title="Ran on the built-in simulated model; no provider was called">
      Simulated
    </Badge>
  );
}
