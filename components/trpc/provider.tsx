'use client';

import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, retryLink, splitLink } from '@trpc/client';
import { type ReactNode, useState } from 'react';
import type { AppRouter } from '#server/trpc/root.ts';
import { TRPCProvider } from './client.ts';
import { readFailure } from './error.ts';

const TRPC_URL = '/api/trpc';
/** Below the server's own cap. */
const MAX_BATCH = 8;
const STREAM_RETRY_MS = 2_000;

/** A refusal stays a refusal; only what may pass on its own is asked again. */
function mayPass(error: unknown): boolean {
  const status = readFailure(error).httpStatus;
  return status === null || status >= 500;
}

/** A session that ended meanwhile: sign in and come back to the same place. */
function toSignIn(): void {
  const next = window.location.pathname + window.location.search;
  if (!next.startsWith('/sign-in')) window.location.assign(`/sign-in?next=${encodeURIComponent(next)}`);
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (readFailure(error).httpStatus === 401) toSignIn();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (count, error) => mayPass(error) && count < 2,
      },
    },
  });
}

function createClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: [
          // A browser resumes a stream that broke off, but gives one up that was answered with an error, as by a proxy
          // or a server that is just starting.
          retryLink({ retry: ({ error }) => mayPass(error), retryDelayMs: () => STREAM_RETRY_MS }),
          httpSubscriptionLink({ url: TRPC_URL }),
        ],
        false: httpBatchLink({ url: TRPC_URL, maxItems: MAX_BATCH }),
      }),
    ],
  });
}

export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [trpcClient] = useState(createClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
