'use client';

import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export interface CheckboxProps {
  checked: boolean;
  /** Some of what it stands for is checked. */
  indeterminate?: boolean;
  onCheckedChange(checked: boolean): void;
  label: ReactNode;
  description?: ReactNode;
  disabled?: boolean;
  className?: string;
}

/** In a row of a list, beside its first line: as large to touch as elsewhere, and not in the way of the line. */
export const rowCheckbox = 'py-0 touch:-my-2.5 touch:py-2.5';

export function Checkbox({ label, description, className, ...props }: CheckboxProps) {
  return (
    <label className={cn('flex items-start gap-2 py-0.5 text-sm touch:min-h-11 touch:py-2.5', className)}>
      <BaseCheckbox.Root
        {...props}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-control bg-surface data-checked:border-accent data-checked:bg-accent data-indeterminate:border-accent data-indeterminate:bg-accent data-disabled:opacity-50"
      >
        <BaseCheckbox.Indicator className="text-on-accent">
          {props.indeterminate && !props.checked ? (
            <Minus className="size-3" strokeWidth={3} aria-hidden />
          ) : (
            <Check className="size-3" strokeWidth={3} aria-hidden />
          )}
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <span className="flex flex-col">
        {label}
        {description ? <span className="text-xs text-muted">{description}</span> : null}
      </span>
    </label>
  );
}
