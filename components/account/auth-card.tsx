import { OctagonX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Mark } from '#components/shell/mark.tsx';

/** The frame of the pages outside the application. */
export function AuthCard({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center px-4 py-12">
      <div className="flex w-full max-w-sm flex-col gap-6">
        <div className="flex flex-col gap-3">
          <Mark className="-ml-0.5 size-9 text-accent" />
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {lead ? <p className="text-base text-muted">{lead}</p> : null}
        </div>
        {children}
      </div>
    </main>
  );
}

/** What went wrong with the whole form, read out when it appears. */
export function FormError({ message }: { message: string | null }) {
  return (
    <div role="alert" className="empty:hidden">
      {message ? (
        <p className="flex items-start gap-2 rounded-md bg-failed-soft px-3 py-2 text-sm text-failed">
          <OctagonX aria-hidden className="mt-0.5 size-4 shrink-0" />
          {message}
        </p>
      ) : null}
    </div>
  );
}
