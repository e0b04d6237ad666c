'use client';

import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useKnownMe } from '#components/account/use-me.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { BottomBar } from './bottom-bar.tsx';
import { Rail } from './rail.tsx';
import { SignedOutBar } from './signed-out-bar.tsx';
import { useLiveApprovals } from './use-approvals.ts';

/** Pages with a bar of their own on the lower edge of a phone: a decision, a canvas. */
const OWN_LOWER_EDGE = /^\/(approvals|runs|workflows)\/./;

/** Navigation on the left, on a phone below; everything else is the page's. */
export function AppShell({ me, children }: { me: RouterOutputs['account']['me'] | null; children: ReactNode }) {
  const pathname = usePathname();
  useKnownMe(me);
  useLiveApprovals();
  return (
    <div className="flex h-dvh flex-col sm:flex-row">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-sm font-medium text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <Rail pathname={pathname} />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <SignedOutBar />
        <main id="main" tabIndex={-1} className="min-h-0 min-w-0 flex-1 overflow-y-auto outline-none">
          {children}
        </main>
      </div>
      {OWN_LOWER_EDGE.test(pathname) ? null : <BottomBar pathname={pathname} />}
    </div>
  );
}
