'use client';

import { CSPProvider } from '@base-ui/react/csp-provider';
import { notifyManager } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { TrpcProvider } from '#components/trpc/provider.tsx';
import { Toaster } from '#components/ui/toast.tsx';
import { TooltipProvider } from '#components/ui/tooltip.tsx';

// By default the page hears of a call that began a task later, and a second click may come before that.
notifyManager.setScheduler(queueMicrotask);

/** What every page stands in. `nonce` is the one of this response's content security policy. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <CSPProvider nonce={nonce}>
      <TrpcProvider>
        <TooltipProvider>{children}</TooltipProvider>
        <Toaster />
      </TrpcProvider>
    </CSPProvider>
  );
}
