import { type LucideIcon, OctagonX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './cn.ts';

export interface EmptyStateProps {
  icon?: LucideIcon;
  title: string;
  /** What would be here and how it gets here. */
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

export function EmptyState({ icon: Icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn('mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-12 text-center', className)}>
      {Icon ? <Icon aria-hidden className="mb-1 size-6 text-subtle" /> : null}
      <h2 className="text-base font-medium text-ink">{title}</h2>
      {children ? <p className="text-sm text-muted">{children}</p> : null}
      {action ? <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}

/** A part of a page that could not be loaded, with the way out. */
export function ErrorState({
  title = 'This could not be loaded',
  message,
  onRetry,
  className,
}: {
  title?: string;
  message: string;
  onRetry?: () => void;
  className?: string;
}) {
  return (
    <div
      role="alert"
      className={cn('mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-12 text-center', className)}
    >
      <OctagonX aria-hidden className="mb-1 size-6 text-failed" />
      <h2 className="text-base font-medium text-ink">{title}</h2>
      <p className="text-sm text-muted">{message}</p>
      {onRetry ? (
        <Button className="mt-3" onClick={onRetry}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}
