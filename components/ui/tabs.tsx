'use client';

import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** Underlined tabs: `<Tabs value><TabList aria-label><Tab value/></TabList><TabPanel value/></Tabs>`. */
export const Tabs = BaseTabs.Root;

export function TabList({ className, ...props }: ComponentProps<typeof BaseTabs.List>) {
  return <BaseTabs.List className={cn('flex gap-4 overflow-x-auto border-b border-line px-4', className)} {...props} />;
}

export function Tab({ className, ...props }: ComponentProps<typeof BaseTabs.Tab>) {
  return (
    <BaseTabs.Tab
      className={cn(
        '-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent text-sm font-medium text-muted outline-offset-[-2px] transition-colors hover:text-ink touch:h-11',
        'data-active:border-accent data-active:text-ink',
        className,
      )}
      {...props}
    />
  );
}

export function TabPanel({ className, ...props }: ComponentProps<typeof BaseTabs.Panel>) {
  return <BaseTabs.Panel className={cn('outline-offset-[-2px]', className)} {...props} />;
}
