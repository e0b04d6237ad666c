'use client';

import { createTRPCContext } from '@trpc/tanstack-react-query';
import type { AppRouter } from '#server/trpc/root.ts';

/**
 * `useTRPC()` gives typed query, mutation and subscription options; `useTRPCClient()` the plain client, for calls
 * outside the query cache.
 */
export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();
