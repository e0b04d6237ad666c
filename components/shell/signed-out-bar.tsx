'use client';

import { LogIn } from 'lucide-react';
import { usePathname, useSearchParams } from 'next/navigation';
import { useStore } from 'zustand';
import { signedOutStore } from '#components/account/signed-out.ts';
import { buttonStyles } from '#components/ui/button.tsx';

/** Over a page whose session has ended: what happened, and the way back to the same place. The page stays as it is. */
export function SignedOutBar() {
  const sentence = useStore(signedOutStore, (state) => state.sentence);
  const pathname = usePathname();
  const query = useSearchParams().toString();
  const next = query ? `${pathname}?${query}` : pathname;
  return (
    <div role="alert" className="empty:hidden">
      {sentence === null ? null : (
        <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-2 border-b border-warning/40 bg-warning-soft px-4 py-2 text-sm text-ink">
          <span className="flex items-center gap-2">
            <LogIn aria-hidden className="size-4 shrink-0 text-warning" />
            {sentence}
          </span>
          {/* A full load, so that nothing of the old session stays in memory. */}
          <a
            href={`/sign-in?next=${encodeURIComponent(next)}`}
            className={buttonStyles({ variant: 'primary', size: 'sm' })}
          >
            Sign in
          </a>
        </div>
      )}
    </div>
  );
}
