'use client';

import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { buttonStyles } from './button.tsx';
import { cn } from './cn.ts';

export const Dialog = BaseDialog.Root;
export const DialogTrigger = BaseDialog.Trigger;
export const DialogClose = BaseDialog.Close;

const backdropStyles =
  'fixed inset-0 z-40 bg-scrim transition-opacity duration-[180ms] data-ending-style:opacity-0 data-starting-style:opacity-0';

export interface DialogContentProps extends Omit<ComponentProps<typeof BaseDialog.Popup>, 'title'> {
  title: ReactNode;
  description?: ReactNode;
}

function CloseButton() {
  return (
    <BaseDialog.Close
      aria-label="Close"
      className={cn(buttonStyles({ variant: 'ghost', size: 'icon-sm' }), '-my-0.5 -mr-1 touch:-my-2.5 touch:-mr-3')}
    >
      <X aria-hidden />
    </BaseDialog.Close>
  );
}

function Heading({
  title,
  description,
  className,
}: Pick<DialogContentProps, 'title' | 'description'> & { className?: string | undefined }) {
  return (
    <div className={cn('flex items-start justify-between gap-4', className)}>
      <div className="flex min-w-0 flex-col gap-1">
        <BaseDialog.Title className="text-lg font-semibold text-ink">{title}</BaseDialog.Title>
        {description ? (
          <BaseDialog.Description className="text-sm text-pretty text-muted">{description}</BaseDialog.Description>
        ) : null}
      </div>
      <CloseButton />
    </div>
  );
}

/** In the middle; on a phone it stands on the lower edge, where thumbs are. */
export function DialogContent({ title, description, className, children, ...props }: DialogContentProps) {
  return (
    <BaseDialog.Portal>
      <BaseDialog.Backdrop className={backdropStyles} />
      <BaseDialog.Popup
        className={cn(
          'fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-4rem)] w-[min(30rem,calc(100vw-2rem))] -translate-1/2 flex-col gap-4 overflow-y-auto rounded-xl border border-line bg-raised p-5 shadow-popover outline-none transition-opacity duration-[180ms] data-ending-style:opacity-0 data-starting-style:opacity-0',
          'max-sm:top-auto max-sm:bottom-0 max-sm:left-0 max-sm:w-full max-sm:translate-0 max-sm:rounded-b-none',
          className,
        )}
        {...props}
      >
        <Heading title={title} description={description} />
        {children}
      </BaseDialog.Popup>
    </BaseDialog.Portal>
  );
}

/** Right aligned row of buttons at the end of a dialog; stacked on a phone, the last one on top. */
export function DialogActions({ className, ...props }: ComponentProps<'div'>) {
  return <div className={cn('flex justify-end gap-2 max-sm:flex-col-reverse', className)} {...props} />;
}

export interface SheetContentProps extends DialogContentProps {
  /** Off where what lies beside the sheet is looked at and used meanwhile; the dialog is then not modal. */
  backdrop?: boolean;
  headingClassName?: string;
}

/** A panel that slides in from the right edge. Used as `<Dialog><SheetContent …>`. */
export function SheetContent({
  title,
  description,
  backdrop = true,
  headingClassName,
  className,
  children,
  ...props
}: SheetContentProps) {
  return (
    <BaseDialog.Portal>
      {backdrop ? <BaseDialog.Backdrop className={backdropStyles} /> : null}
      <BaseDialog.Popup
        className={cn(
          'fixed inset-y-0 right-0 z-50 flex w-[min(28rem,100vw)] flex-col gap-4 overflow-y-auto border-l border-line bg-raised p-5 shadow-popover outline-none transition-transform duration-[200ms] ease-out data-ending-style:translate-x-full data-starting-style:translate-x-full',
          className,
        )}
        {...props}
      >
        <Heading title={title} description={description} className={headingClassName} />
        {children}
      </BaseDialog.Popup>
    </BaseDialog.Portal>
  );
}
