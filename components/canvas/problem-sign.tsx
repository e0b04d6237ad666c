import { TriangleAlert } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';

/** That something on a card is wrong, and how much of it. Nothing where nothing is. */
export function ProblemSign({ errors, warnings }: { errors: number; warnings: number }) {
  const count = errors + warnings;
  if (count === 0) return null;
  const words = `${count} ${count === 1 ? 'problem' : 'problems'}`;
  return (
    <span
      title={words}
      className={cn(
        'canvas-problem flex shrink-0 items-center gap-0.5 text-2xs font-medium',
        errors > 0 ? 'text-failed' : 'text-warning',
      )}
    >
      <TriangleAlert aria-hidden className="size-3.5" />
      <span className="sr-only">{words}</span>
      {count > 1 ? (
        <span aria-hidden className="canvas-problem-count">
          {count}
        </span>
      ) : null}
    </span>
  );
}
