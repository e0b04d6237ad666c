'use client';

import { CSPProvider } from '@base-ui/react/csp-provider';
import type { ReactNode } from 'react';
import { TrpcProvider } from '#components/trpc/provider.tsx';
import { Toaster } from '#components/ui/toast.tsx';
import { TooltipProvider } from '#components/ui/tooltip.tsx';

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
