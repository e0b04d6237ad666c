'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, retryLink, splitLink } from '@trpc/client';
import { type ReactNode, useState } from 'react';
import { rememberReason } from '#components/account/signed-out.ts';
import type { AppRouter } from '#server/trpc/root.ts';
import { TRPCProvider } from './client.ts';
import { readFailure } from './error.ts';
import { watchSession } from './watch-session.ts';

const TRPC_URL = '/api/trpc';
/** Below the server's own cap. */
const MAX_BATCH = 8;
const STREAM_RETRY_MS = 2_000;
/** Two refusals of a stream within this time are one. */
const STREAM_REFUSAL_MS = 10_000;

/** A refusal stays a refusal; only what may pass on its own is asked again. */
function mayPass(error: unknown): boolean {
  const status = readFailure(error).httpStatus;
  return status === null || status >= 500;
}

/**
 * Whether to open a stream again. One that is refused for want of a session is tried once more: whoever changes their
 * password goes on with another session. The server says why a stream ended, and that is told if the second fails too.
 */
function createStreamRetry(): (failed: { op: { id: number }; error: unknown }) => boolean {
  const refusedAtMs = new Map<number, number>();
  return ({ op, error }) => {
    if (mayPass(error)) return true;
    const { httpStatus, message } = readFailure(error);
    if (httpStatus !== 401) return false;
    const isSecond = performance.now() - (refusedAtMs.get(op.id) ?? -Infinity) < STREAM_REFUSAL_MS;
    refusedAtMs.set(op.id, performance.now());
    if (!isSecond) rememberReason(message);
    return !isSecond;
  };
}

function createQueryClient(): QueryClient {
  return new QueryClient({
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
      watchSession,
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: [
          // A browser resumes a stream that broke off, but gives one up that was answered with an error, as by a proxy
          // or a server that is just starting.
          retryLink({ retry: createStreamRetry(), retryDelayMs: () => STREAM_RETRY_MS }),
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
