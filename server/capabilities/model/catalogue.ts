import { NodeFailure } from '#core/node/executor.ts';
import { listModelsOf } from './list-models.ts';
import type { ModelSetup } from './model-setup.ts';
import { builtInPrice, type Price } from './prices.ts';
import { type ModelProvider, ownService, parseModelId } from './provider.ts';

export interface ModelInfo {
  /** `provider/model`. */
  id: string;
  label: string;
  provider: string;
  simulated: boolean;
}

export const SIMULATED_DEFAULT = 'simulated/fast';

const SIMULATED_MODELS: readonly ModelInfo[] = [
  { id: 'simulated/fast', label: 'Simulated, fast', provider: 'simulated', simulated: true },
  { id: 'simulated/slow', label: 'Simulated, slow', provider: 'simulated', simulated: true },
];

/**
 * The model that `default` means; see default-model.decision.md.
 * @throws NodeFailure MODEL_* when it depends on a server that cannot be asked
 */
export async function resolveDefaultModel(setup: ModelSetup, workspaceId: string): Promise<string> {
  const said = setup.environmentDefault ?? setup.chosenDefault;
  if (said !== null) return said;
  const [provider] = setup.providers;
  if (!provider) return SIMULATED_DEFAULT;
  const own = ownService(provider);
  const first = own?.defaultModel ?? provider.models[0] ?? (await listModelsOf(workspaceId, provider))[0];
  if (first !== undefined) return `${provider.name}/${first}`;
  throw new NodeFailure({
    code: 'MODEL_UNKNOWN',
    message: `${provider.name} lists no models. Choose a default model in Settings > Models, or name one with FERMATA_DEFAULT_MODEL, such as ${provider.name}/llama3.`,
  });
}

/** `provider/model` of a name in a config: itself, or what `default` means. */
export async function resolveModel(setup: ModelSetup, workspaceId: string, name: string): Promise<string> {
  return name === 'default' ? resolveDefaultModel(setup, workspaceId) : name;
}

export function findProvider(setup: ModelSetup, name: string): ModelProvider | undefined {
  return setup.providers.find((provider) => provider.name === name);
}

/** What a model costs: as somebody said, else as its provider publishes; null when neither is known. */
export function priceOf(setup: ModelSetup, provider: ModelProvider, model: string): Price | null {
  return setup.prices.get(`${provider.name}/${model}`) ?? builtInPrice(provider, model);
}

/**
 * Whether a real provider is set up for a name in a config. Asks nobody, so it can decide in a request whether a run
 * should be simulated.
 */
export function hasRealProvider(setup: ModelSetup, name: string): boolean {
  const said = name === 'default' ? (setup.environmentDefault ?? setup.chosenDefault) : name;
  if (said === null) return setup.providers.length > 0;
  return findProvider(setup, parseModelId(said)?.provider ?? '') !== undefined;
}

/** The models that a provider is known for, or lists itself, and those that somebody added. */
async function namesOf(workspaceId: string, provider: ModelProvider): Promise<string[]> {
  // A server that cannot be asked right now just adds nothing to the list.
  const known = ownService(provider)?.models ?? (await listModelsOf(workspaceId, provider).catch(() => []));
  return [...new Set([...provider.models, ...known])];
}

/** What can be picked for an agent: the models of every provider, then the simulated ones. */
export async function listModels(setup: ModelSetup, workspaceId: string): Promise<ModelInfo[]> {
  const lists = await Promise.all(
    setup.providers.map(async (provider) => {
      const names = await namesOf(workspaceId, provider);
      return names.map((name) => ({
        id: `${provider.name}/${name}`,
        label: name,
        provider: provider.name,
        simulated: false,
      }));
    }),
  );
  return [...lists.flat(), ...SIMULATED_MODELS];
}
