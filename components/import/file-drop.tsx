'use client';

import { FileDown } from 'lucide-react';
import { type DragEvent, type ReactNode, useState } from 'react';
import { cn } from '#components/ui/cn.ts';

export interface FileDropProps {
  /** What will happen to what is dropped. */
  hint: string;
  /** Absent: files are not taken here. */
  onFiles?: ((files: File[]) => void) | undefined;
  className?: string;
  children: ReactNode;
}

/** Takes files that are dropped anywhere on it; while files hover, it says what will happen. */
export function FileDrop({ hint, onFiles, className, children }: FileDropProps) {
  const [over, setOver] = useState(false);
  if (!onFiles) return <div className={className}>{children}</div>;
  // In the capture phase: what lies below (the canvas) has drops of its own, and files are ours.
  const take = (event: DragEvent, then: () => void): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    event.stopPropagation();
    then();
  };
  return (
    <div
      className={cn('relative', className)}
      onDragEnterCapture={(event) => take(event, () => setOver(true))}
      onDragOverCapture={(event) => take(event, () => setOver(true))}
      onDragLeaveCapture={(event) => {
        // Leaving one child for another is not leaving.
        const to = event.relatedTarget;
        if (!(to instanceof Node) || !event.currentTarget.contains(to)) setOver(false);
      }}
      onDropCapture={(event) =>
        take(event, () => {
          setOver(false);
          onFiles([...event.dataTransfer.files]);
        })
      }
    >
      {children}
      {over ? (
        <div className="pointer-events-none absolute inset-2 z-30 flex items-center justify-center rounded-xl border-2 border-dashed border-accent bg-surface/80">
          <p className="sticky top-1/2 bottom-1/2 mx-4 flex items-center gap-3 rounded-lg border border-line bg-raised px-5 py-3 text-base font-medium text-ink shadow-popover">
            <FileDown aria-hidden className="size-5 shrink-0 text-accent" />
            {hint}
          </p>
        </div>
      ) : null}
    </div>
  );
}
