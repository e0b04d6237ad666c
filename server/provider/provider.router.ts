import type { TRPCRouterRecord } from '@trpc/server';
import { z } from 'zod';
import { procedure } from '#server/trpc/init.ts';
import { resetPrice, setDefaultModel, setPrice } from './change-models.ts';
import { createProvider, deleteProvider, updateProvider } from './change-providers.ts';
import { listProviderModels, listProviders } from './list-providers.ts';
import {
  createProviderInput,
  providerIdInput,
  providerModelsOutput,
  providersOutput,
  resetPriceInput,
  setDefaultModelInput,
  setPriceInput,
  testProviderInput,
  testProviderOutput,
  tryProviderInput,
  updateProviderInput,
} from './provider.schema.ts';
import { testProvider, tryProvider } from './test-provider.ts';

export const providerRouter = {
  list: procedure.output(providersOutput).query(({ ctx }) => listProviders(ctx.deps, ctx.actor)),
  models: procedure.output(providerModelsOutput).query(({ ctx }) => listProviderModels(ctx.deps, ctx.actor)),
  create: procedure
    .input(createProviderInput)
    .output(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => createProvider(ctx.deps, ctx.actor, input)),
  update: procedure
    .input(updateProviderInput)
    .output(z.void())
    .mutation(({ ctx, input }) => updateProvider(ctx.deps, ctx.actor, input)),
  delete: procedure
    .input(providerIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => deleteProvider(ctx.deps, ctx.actor, input)),
  test: procedure
    .input(testProviderInput)
    .output(testProviderOutput)
    .mutation(({ ctx, input }) => testProvider(ctx.deps, ctx.actor, input)),
  try: procedure
    .input(tryProviderInput)
    .output(testProviderOutput)
    .mutation(({ ctx, input }) => tryProvider(ctx.deps, ctx.actor, input)),
  setDefault: procedure
    .input(setDefaultModelInput)
    .output(z.void())
    .mutation(({ ctx, input }) => setDefaultModel(ctx.deps, ctx.actor, input)),
  setPrice: procedure
    .input(setPriceInput)
    .output(z.void())
    .mutation(({ ctx, input }) => setPrice(ctx.deps, ctx.actor, input)),
  resetPrice: procedure
    .input(resetPriceInput)
    .output(z.void())
    .mutation(({ ctx, input }) => resetPrice(ctx.deps, ctx.actor, input)),
} satisfies TRPCRouterRecord;
