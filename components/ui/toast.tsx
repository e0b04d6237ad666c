'use client';

import { Toaster as Sonner, toast } from 'sonner';

/** Toasts are only for results that a person cannot see where they look. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      visibleToasts={3}
      closeButton={false}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'font-sans flex w-full items-center gap-3 rounded-lg border border-line bg-raised px-4 py-3 text-sm text-ink shadow-popover',
          content: 'flex-1',
          title: 'font-medium',
          description: 'text-muted',
          icon: 'shrink-0',
          actionButton: 'shrink-0 rounded-md border border-line px-2 py-1 text-xs font-medium hover:bg-hover',
          cancelButton: 'shrink-0 rounded-md px-2 py-1 text-xs font-medium text-muted hover:bg-hover',
          error: 'border-failed',
        },
      }}
    />
  );
}

/** Whoever is offered something must have the time to read it, go there and press it. */
const OFFER_MS = 10_000;

export const notify = {
  /**
   * Something was done that shows elsewhere: `open` offers the way there, `undo` the way back.
   * Returns how to take the offer back.
   */
  done(message: string, options: { description?: string; open?: () => void; undo?: () => void } = {}): () => void {
    const { description, open, undo } = options;
    const onClick = open ?? undo;
    const id = toast.success(message, {
      description,
      ...(onClick ? { duration: OFFER_MS, action: { label: open ? 'Open' : 'Undo', onClick } } : {}),
    });
    return () => void toast.dismiss(id);
  },
  /** Stays until it is dismissed. `details` (code, request id) can be copied. */
  error(message: string, options: { details?: string } = {}): void {
    const { details } = options;
    toast.error(message, {
      duration: Number.POSITIVE_INFINITY,
      cancel: { label: 'Dismiss', onClick: () => undefined },
      ...(details
        ? { action: { label: 'Copy details', onClick: () => void navigator.clipboard.writeText(details) } }
        : {}),
    });
  },
};
