'use client';

import { Field as BaseField } from '@base-ui/react/field';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export interface FieldProps {
  label: ReactNode;
  /** Keeps the label for assistive technology only. */
  hideLabel?: boolean;
  description?: ReactNode;
  /** What is wrong, as a sentence. Turns the control red and is read with it. */
  error?: string | null | undefined;
  /** Stands at the right end of the label's line. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** Label, one control of `components/ui`, and a hint or, instead of it, an error: wired together for assistive technology. */
export function Field({ label, hideLabel = false, description, error, aside, className, children }: FieldProps) {
  return (
    <BaseField.Root invalid={Boolean(error)} className={cn('flex flex-col gap-1.5', className)}>
      <div className={cn('flex items-baseline justify-between gap-3', hideLabel && !aside && 'sr-only')}>
        <BaseField.Label className={cn('text-sm font-medium text-ink', hideLabel && 'sr-only')}>
          {label}
        </BaseField.Label>
        {aside}
      </div>
      {children}
      {description && !error ? (
        <BaseField.Description className="text-xs text-muted">{description}</BaseField.Description>
      ) : null}
      <BaseField.Error match={Boolean(error)} className="text-xs text-failed">
        {error}
      </BaseField.Error>
    </BaseField.Root>
  );
}
