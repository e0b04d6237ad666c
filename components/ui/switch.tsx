'use client';

import { Switch as BaseSwitch } from '@base-ui/react/switch';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export interface SwitchProps {
  checked: boolean;
  onCheckedChange(checked: boolean): void;
  label: ReactNode;
  /** Keeps the label for assistive technology only. */
  hideLabel?: boolean;
  disabled?: boolean;
  className?: string;
}

export function Switch({ label, hideLabel = false, className, ...props }: SwitchProps) {
  return (
    <label className={cn('inline-flex items-center gap-2 text-sm touch:min-h-11', className)}>
      <BaseSwitch.Root
        {...props}
        className="inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-control bg-control p-px transition-colors data-checked:border-accent data-checked:bg-accent data-disabled:opacity-50"
      >
        <BaseSwitch.Thumb className="size-4 rounded-full bg-surface transition-transform data-checked:translate-x-4" />
      </BaseSwitch.Root>
      <span className={hideLabel ? 'sr-only' : undefined}>{label}</span>
    </label>
  );
}
