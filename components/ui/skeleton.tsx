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

/** As high as the rows of tables, of settings, and of lists that say more about each thing. */
const ROW_HEIGHT = { 1: 'h-11', 2: 'h-14.5', 3: 'h-24' } as const;
const LINES = [1, 2, 3] as const;

/** A list in a frame that is on its way: where its rows will be, with as many lines as they will have. */
export function RowsSkeleton({
  rows = 5,
  lines = 1,
  className,
}: {
  rows?: number;
  lines?: keyof typeof ROW_HEIGHT;
  className?: string;
}) {
  return (
    <div
      role="status"
      aria-label="Loading"
      className={cn('overflow-hidden rounded-lg border border-line bg-surface', className)}
    >
      {Array.from({ length: rows }, (_, index) => (
        <div
          key={index}
          className={cn(
            'flex flex-col justify-center gap-2 border-b border-line px-3 last:border-b-0',
            ROW_HEIGHT[lines],
          )}
        >
          {LINES.slice(0, lines).map((line) => (
            <Skeleton key={line} className={cn('h-3', line === 1 ? 'w-2/5' : line === 2 ? 'w-3/5' : 'w-1/4')} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** The outline of a graph, which on a phone stands for the canvas. */
export function OutlineSkeleton() {
  return (
    <div className="flex flex-1 flex-col gap-5 bg-surface px-4 py-5 md:hidden">
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="flex items-center gap-3">
          <Skeleton className="size-7" />
          <Skeleton className="h-3 w-40" />
        </div>
      ))}
    </div>
  );
}
