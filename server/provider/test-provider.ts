import { NodeFailure } from '#core/node/executor.ts';
import { type Actor, requirePermission } from '#server/account/permissions.ts';
import { findProvider } from '#server/capabilities/model/catalogue.ts';
import { askForModels } from '#server/capabilities/model/list-models.ts';
import { readModelSetup, readProviderRows, rowProvider } from '#server/capabilities/model/model-setup.ts';
import type { ModelProvider } from '#server/capabilities/model/provider.ts';
import type { Deps } from '#server/deps.ts';
import { notFound } from '#server/ids.ts';
import { redactor } from '#server/secret/redactor.ts';
import { checkedBaseUrl } from './check-base-url.ts';
import type { ProviderTest, TryProviderInput } from './provider.schema.ts';

/** One cheap real request with address and key as they are. */
async function ask(provider: ModelProvider): Promise<ProviderTest> {
  const startedMs = performance.now();
  try {
    const models = await askForModels(provider);
    return { ok: true, latencyMs: Math.round(performance.now() - startedMs), models: models.length };
  } catch (error) {
    if (!NodeFailure.is(error)) throw error;
    return { ok: false, code: error.error.code, message: error.error.message };
  }
}

/**
 * Tests a provider that is set up, here or by the environment.
 * @throws FermataError NOT_FOUND
 */
export async function testProvider(deps: Deps, actor: Actor, input: { name: string }): Promise<ProviderTest> {
  requirePermission(actor, 'provider:manage');
  const provider = findProvider(await readModelSetup(deps, actor.workspaceId), input.name);
  if (!provider) throw notFound('provider');
  return ask(provider);
}

/**
 * Tests what is in the form before it is saved. A saved key goes to its own host only, whatever address is typed.
 * @throws FermataError NOT_FOUND; VALIDATION for an address that may not be reached.
 */
export async function tryProvider(deps: Deps, actor: Actor, input: TryProviderInput): Promise<ProviderTest> {
  requirePermission(actor, 'provider:manage');
  const { id, name, kind, key } = input;
  const { workspaceId } = actor;
  const saved =
    id === undefined ? undefined : (await readProviderRows(deps.pool, workspaceId)).find((row) => row.id === id);
  if (id !== undefined && !saved) throw notFound('provider');
  const baseUrl = await checkedBaseUrl(kind, input.baseUrl, deps.env.egressAllow);
  const secretId = key === undefined ? (saved?.secretId ?? null) : null;
  const provider = rowProvider(deps, workspaceId, { name, kind, baseUrl, secretId, models: [] });
  if (!provider) throw notFound('provider');
  if (key === undefined) return ask(provider);
  // A provider that repeats the key in its answer does not bring it onto the screen or into a log.
  redactor.add(`key of ${name}`, key);
  return ask({ ...provider, key: async () => key });
}
