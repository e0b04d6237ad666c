import type { z } from 'zod';
import { type Actor, can, requirePermission } from '#server/account/permissions.ts';
import { findProvider, listModels, priceOf, resolveDefaultModel } from '#server/capabilities/model/catalogue.ts';
import {
  type ModelSetup,
  readModelSetup,
  readProviderRows,
  rowProvider,
} from '#server/capabilities/model/model-setup.ts';
import { builtInPrice, type Price, PRICES_AS_OF } from '#server/capabilities/model/prices.ts';
import { parseModelId } from '#server/capabilities/model/provider.ts';
import type { Deps } from '#server/deps.ts';
import type { providerModelsOutput, providerSchema, providersOutput } from './provider.schema.ts';

type Provider = z.infer<typeof providerSchema>;

/** Every provider of the workspace: those of the environment, then those that were set up here. */
export async function listProviders(deps: Deps, actor: Actor): Promise<z.infer<typeof providersOutput>> {
  requirePermission(actor, 'workflow:view');
  const { workspaceId } = actor;
  const [setup, rows] = await Promise.all([
    readModelSetup(deps, workspaceId),
    readProviderRows(deps.pool, workspaceId),
  ]);
  // Where a server stands is for those who look after it.
  const address = (baseUrl: string) => (can(actor, 'provider:manage') ? baseUrl : null);
  const fromEnvironment = setup.providers.filter(({ variable }) => variable !== null);
  const environment = await Promise.all(
    fromEnvironment.map(async ({ name, kind, variable, baseUrl, key }): Promise<Provider> => {
      const hasKey = (await key()) !== null;
      return { id: null, name, kind, variable, replacedBy: null, baseUrl: address(baseUrl), hasKey, models: [] };
    }),
  );
  const own = rows.flatMap((row): Provider[] => {
    const provider = rowProvider(deps, workspaceId, row);
    if (!provider) return [];
    const { name, kind, baseUrl, models } = provider;
    const replacedBy = fromEnvironment.find((other) => other.name === name)?.variable ?? null;
    return [
      {
        id: row.id,
        name,
        kind,
        variable: null,
        replacedBy,
        baseUrl: address(baseUrl),
        hasKey: row.secretId !== null,
        models: [...models],
      },
    ];
  });
  return {
    providers: [...environment, ...own],
    default: { chosen: setup.chosenDefault, fromEnvironment: setup.environmentDefault },
  };
}

const asOutput = (price: Price | null) => price && { inputUsd: price.input, outputUsd: price.output };

/** The models of every provider and those that have a price of their own, with what they cost. May ask servers for their lists. */
export async function listProviderModels(deps: Deps, actor: Actor): Promise<z.infer<typeof providerModelsOutput>> {
  requirePermission(actor, 'workflow:view');
  const { workspaceId } = actor;
  const setup = await readModelSetup(deps, workspaceId);
  const [listed, meant] = await Promise.all([
    listModels(setup, workspaceId),
    resolveDefaultModel(setup, workspaceId).catch(() => null),
  ]);
  const ids = listed.filter(({ simulated }) => !simulated).map(({ id }) => id);
  const models = [...new Set([...ids, ...setup.prices.keys()])].flatMap((id) => modelOf(setup, id));
  return { models, pricesAsOf: PRICES_AS_OF, default: meant };
}

function modelOf(setup: ModelSetup, id: string): z.infer<typeof providerModelsOutput>['models'] {
  const parsed = parseModelId(id);
  const provider = parsed && findProvider(setup, parsed.provider);
  if (!provider) return [];
  return [
    {
      id,
      provider: provider.name,
      price: asOutput(priceOf(setup, provider, parsed.model)),
      isOwn: setup.prices.has(id),
      builtIn: asOutput(builtInPrice(provider, parsed.model)),
    },
  ];
}
