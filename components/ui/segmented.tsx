'use client';

import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export interface SegmentedProps<Value extends string> {
  value: Value;
  onValueChange(value: NoInfer<Value>): void;
  options: readonly { value: Value; label: ReactNode }[];
  'aria-label': string;
  className?: string;
}

/** One of a few, all in view. */
export function Segmented<Value extends string>({
  value,
  onValueChange,
  options,
  className,
  ...props
}: SegmentedProps<Value>) {
  return (
    <ToggleGroup
      aria-label={props['aria-label']}
      value={[value]}
      onValueChange={([next]) => {
        if (next !== undefined) onValueChange(next);
      }}
      className={cn('inline-flex gap-0.5 rounded-md border border-line bg-canvas p-0.5', className)}
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          className="inline-flex h-6.5 items-center gap-1.5 rounded-sm px-2.5 text-xs font-medium text-muted transition-colors hover:text-ink touch:h-10 touch:px-3 data-pressed:bg-surface data-pressed:text-ink data-pressed:ring-1 data-pressed:ring-line"
        >
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
