'use client';

import { Collapsible } from '@base-ui/react/collapsible';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export interface DisclosureProps {
  label: ReactNode;
  defaultOpen?: boolean;
  onOpen?: (() => void) | undefined;
  className?: string;
  children: ReactNode;
}

/** One line that opens to what it names. */
export function Disclosure({ label, defaultOpen = false, onOpen, className, children }: DisclosureProps) {
  return (
    <Collapsible.Root
      defaultOpen={defaultOpen}
      onOpenChange={(open) => (open ? onOpen?.() : undefined)}
      className={className}
    >
      <Collapsible.Trigger className="group flex min-h-8 w-full items-center gap-2 rounded-md text-left text-sm text-muted transition-colors hover:text-ink touch:min-h-11">
        <ChevronRight aria-hidden className="size-4 shrink-0 transition-transform group-data-panel-open:rotate-90" />
        {label}
      </Collapsible.Trigger>
      <Collapsible.Panel className={cn('pt-1 pb-2 pl-6')}>{children}</Collapsible.Panel>
    </Collapsible.Root>
  );
}
