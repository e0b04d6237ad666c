import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** A still grey shape where content will be: nothing pulses. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return <div aria-hidden className={cn('rounded-md bg-line/70', className)} {...props} />;
}

/** Rows of a list that is on its way, announced once. */
export function ListSkeleton({ rows = 5, className }: { rows?: number; className?: string }) {
  return (
    <div role="status" aria-label="Loading" className={cn('flex flex-col gap-3', className)}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} className="h-10" />
      ))}
    </div>
  );
}
