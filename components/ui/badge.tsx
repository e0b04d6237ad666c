import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export const badgeStyles = cva(
  'inline-flex h-5 shrink-0 items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap tabular-nums [&_svg]:size-3.5 [&_svg]:shrink-0',
  {
    variants: {
      tone: {
        neutral: 'bg-hover text-muted',
        accent: 'bg-accent-soft text-accent',
        running: 'bg-running-soft text-running',
        waiting: 'bg-waiting-soft text-waiting',
        succeeded: 'bg-succeeded-soft text-succeeded',
        failed: 'bg-failed-soft text-failed',
        warning: 'bg-warning-soft text-warning',
        /** For what is not the real thing: simulated, disabled. */
        dashed: 'border border-dashed border-control text-muted',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
);

export type BadgeTone = NonNullable<VariantProps<typeof badgeStyles>['tone']>;

export function Badge({ tone, className, ...props }: ComponentProps<'span'> & VariantProps<typeof badgeStyles>) {
  return <span className={cn(badgeStyles({ tone }), className)} {...props} />;
}

/** A count that asks for attention: what waits for a person. For the eye: the name beside it says it in words. */
export function CountBadge({ count, className }: { count: number; className?: string }) {
  if (count === 0) return null;
  return (
    <span
      aria-hidden
      className={cn(
        'inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-waiting px-1 text-2xs font-semibold text-on-waiting tabular-nums',
        className,
      )}
    >
      {count > 99 ? '99+' : count}
    </span>
  );
}
