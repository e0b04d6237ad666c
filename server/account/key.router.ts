import type { TRPCRouterRecord } from '@trpc/server';
import { z } from 'zod';
import { procedure } from '#server/trpc/init.ts';
import { createKeyInput, createKeyOutput, keyIdInput, keySchema } from './key.schema.ts';
import { createKey, listKeys, revokeKey } from './manage-keys.ts';

export const keyRouter = {
  list: procedure.output(z.array(keySchema)).query(({ ctx }) => listKeys(ctx.deps, ctx.actor)),
  create: procedure
    .input(createKeyInput)
    .output(createKeyOutput)
    .mutation(({ ctx, input }) => createKey(ctx.deps, ctx.actor, input)),
  revoke: procedure
    .input(keyIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeKey(ctx.deps, ctx.actor, input)),
} satisfies TRPCRouterRecord;
