'use client';

import type { ReactNode } from 'react';
import { Popover, PopoverContent } from '#components/ui/popover.tsx';
import type { CanvasPoint } from './canvas-editing.ts';

/** Something that floats at a point of the window. Closing it gives the focus back to where it was. */
export function Anchored({
  at,
  label,
  onClose,
  className,
  children,
}: {
  at: CanvasPoint;
  label: string;
  onClose(): void;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Popover
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <PopoverContent anchor={pointAnchor(at)} aria-label={label} side="right" className={className}>
        {children}
      </PopoverContent>
    </Popover>
  );
}

export function pointAnchor(at: CanvasPoint): { getBoundingClientRect(): DOMRect } {
  return { getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) };
}
