import type { ReactNode } from 'react';
import { cn } from './cn.ts';

/** A key, as a hint for the eye only: the command it belongs to carries the name. */
export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      aria-hidden
      className={cn(
        'inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-current/25 px-1 font-sans text-2xs font-medium opacity-80',
        className,
      )}
    >
      {children}
    </kbd>
  );
}
