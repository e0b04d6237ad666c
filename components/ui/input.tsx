'use client';

import { Field as BaseField } from '@base-ui/react/field';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export const controlStyles =
  'w-full rounded-md border border-control bg-surface text-base text-ink placeholder:text-subtle transition-colors hover:border-muted focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:opacity-60 [&:is(input,textarea):read-only]:bg-canvas aria-invalid:border-failed data-invalid:border-failed';

/** Inside a {@link Field} it is labelled and described by it; alone it needs an `aria-label`. */
export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <BaseField.Control className={cn(controlStyles, 'h-8 px-2.5 touch:h-11', className)} {...props} />;
}

/** Grows with its text up to half of the window. */
export function Textarea({ className, rows = 3, ...props }: ComponentProps<'textarea'>) {
  return (
    <BaseField.Control
      render={<textarea rows={rows} {...props} />}
      className={cn(controlStyles, 'field-sizing-content max-h-[50vh] min-h-16 px-2.5 py-1.5', className)}
    />
  );
}
