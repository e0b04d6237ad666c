import { OctagonX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { RunError } from '#core/run/events.ts';

/** What went wrong: the sentence, the stable code, and whether trying again can help. */
export function ErrorBox({ error, children }: { error: RunError; children?: ReactNode }) {
  return (
    <div className="flex gap-2.5 rounded-lg border border-failed/40 bg-failed-soft p-3 text-sm">
      <OctagonX aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
      <div className="min-w-0">
        <p className="break-words">{error.message}</p>
        <p className="mt-0.5 font-mono text-2xs text-muted">{error.code}</p>
        {children}
      </div>
    </div>
  );
}
