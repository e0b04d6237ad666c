import type { TRPCRouterRecord } from '@trpc/server';
import { z } from 'zod';
import { procedure } from '#server/trpc/init.ts';
import { changeSecret } from './change-secret.ts';
import { createSecret } from './create-secret.ts';
import { deleteSecret } from './delete-secret.ts';
import { listSecrets } from './list-secrets.ts';
import { replaceSecretValue } from './replace-secret-value.ts';
import {
  changeSecretInput,
  createSecretInput,
  replaceSecretInput,
  secretIdInput,
  secretSchema,
} from './secret.schema.ts';

export const secretRouter = {
  list: procedure.output(z.array(secretSchema)).query(({ ctx }) => listSecrets(ctx.deps, ctx.actor)),
  create: procedure
    .input(createSecretInput)
    .output(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => createSecret(ctx.deps, ctx.actor, input)),
  replaceValue: procedure
    .input(replaceSecretInput)
    .output(z.void())
    .mutation(({ ctx, input }) => replaceSecretValue(ctx.deps, ctx.actor, input)),
  change: procedure
    .input(changeSecretInput)
    .output(z.void())
    .mutation(({ ctx, input }) => changeSecret(ctx.deps, ctx.actor, input)),
  delete: procedure
    .input(secretIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => deleteSecret(ctx.deps, ctx.actor, input)),
} satisfies TRPCRouterRecord;
