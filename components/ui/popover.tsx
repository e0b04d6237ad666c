'use client';

import { Popover as BasePopover } from '@base-ui/react/popover';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** Look and motion of everything that floats. */
export const popupStyles =
  'rounded-lg border border-line bg-raised text-ink shadow-popover outline-none transition-opacity duration-[120ms] data-ending-style:opacity-0 data-starting-style:opacity-0';

export const Popover = BasePopover.Root;
export const PopoverTrigger = BasePopover.Trigger;

export function PopoverContent({
  className,
  side = 'bottom',
  align = 'start',
  sideOffset = 4,
  anchor,
  ...props
}: ComponentProps<typeof BasePopover.Popup> &
  Pick<ComponentProps<typeof BasePopover.Positioner>, 'side' | 'align' | 'sideOffset' | 'anchor'>) {
  return (
    <BasePopover.Portal>
      <BasePopover.Positioner className="z-50" side={side} align={align} sideOffset={sideOffset} anchor={anchor}>
        <BasePopover.Popup
          className={cn(popupStyles, 'max-w-[min(26rem,calc(100vw-2rem))] p-3', className)}
          {...props}
        />
      </BasePopover.Positioner>
    </BasePopover.Portal>
  );
}
