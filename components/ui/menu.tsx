'use client';

import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';
import { popupStyles } from './popover.tsx';

export const Menu = BaseMenu.Root;
export const MenuTrigger = BaseMenu.Trigger;
export const MenuGroup = BaseMenu.Group;
export const MenuRadioGroup = BaseMenu.RadioGroup;

const itemStyles =
  'flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm text-ink no-underline outline-none select-none touch:min-h-11 data-disabled:opacity-50 data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted';

export function MenuContent({
  className,
  side = 'bottom',
  align = 'start',
  sideOffset = 4,
  ...props
}: ComponentProps<typeof BaseMenu.Popup> &
  Pick<ComponentProps<typeof BaseMenu.Positioner>, 'side' | 'align' | 'sideOffset'>) {
  return (
    <BaseMenu.Portal>
      <BaseMenu.Positioner className="z-50 outline-none" side={side} align={align} sideOffset={sideOffset}>
        <BaseMenu.Popup className={cn(popupStyles, 'min-w-44 p-1', className)} {...props} />
      </BaseMenu.Positioner>
    </BaseMenu.Portal>
  );
}

export function MenuItem({
  className,
  tone = 'normal',
  keys,
  children,
  ...props
}: ComponentProps<typeof BaseMenu.Item> & { tone?: 'normal' | 'danger'; keys?: ReactNode }) {
  return (
    <BaseMenu.Item
      className={cn(itemStyles, tone === 'danger' && 'text-failed [&_svg]:text-failed', className)}
      {...props}
    >
      {children}
      {keys ? <span className="ml-auto pl-6">{keys}</span> : null}
    </BaseMenu.Item>
  );
}

/** A menu item that is a link: `<MenuLink render={<Link href="…" />}>`. */
export function MenuLink({ className, ...props }: ComponentProps<typeof BaseMenu.LinkItem>) {
  return <BaseMenu.LinkItem className={cn(itemStyles, className)} closeOnClick {...props} />;
}

export function MenuRadioItem({ className, children, ...props }: ComponentProps<typeof BaseMenu.RadioItem>) {
  return (
    <BaseMenu.RadioItem className={cn(itemStyles, className)} {...props}>
      {children}
      <BaseMenu.RadioItemIndicator className="ml-auto">
        <Check className="!text-accent" aria-hidden />
      </BaseMenu.RadioItemIndicator>
    </BaseMenu.RadioItem>
  );
}

export function MenuLabel({ className, ...props }: ComponentProps<typeof BaseMenu.GroupLabel>) {
  return <BaseMenu.GroupLabel className={cn('px-2 py-1.5 text-xs text-muted', className)} {...props} />;
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="my-1 h-px bg-line" />;
}
