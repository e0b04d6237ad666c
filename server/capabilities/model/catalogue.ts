import { NodeFailure } from '#core/node/executor.ts';
import type { Env } from '#server/env.ts';
import { listServerModels } from './openai-models.ts';

/** The settings that models depend on. */
export type ModelEnv = Pick<Env, 'openai' | 'defaultModel'>;

export interface ModelInfo {
  /** `provider/model`. */
  id: string;
  label: string;
  provider: string;
  simulated: boolean;
}

const OPENAI_URL = 'https://api.openai.com/v1';
/** What a workspace is created with; it means "nobody chose". */
const UNCHOSEN_DEFAULT = 'simulated/fast';
const OPENAI_DEFAULT = 'openai/gpt-4.1-mini';

const SIMULATED_MODELS: readonly ModelInfo[] = [
  { id: 'simulated/fast', label: 'Simulated, fast', provider: 'simulated', simulated: true },
  { id: 'simulated/slow', label: 'Simulated, slow', provider: 'simulated', simulated: true },
];

/** Offered without asking the provider; any other name can be typed. */
const OPENAI_MODELS = [
  'gpt-5',
  'gpt-5-mini',
  'gpt-5-nano',
  'gpt-4.1',
  'gpt-4.1-mini',
  'gpt-4.1-nano',
  'gpt-4o-mini',
  'o4-mini',
];

/** Splits `openai/meta/llama-3` into provider `openai` and model `meta/llama-3`; null when there is no provider. */
export function parseModelId(id: string): { provider: string; model: string } | null {
  const slash = id.indexOf('/');
  if (slash <= 0 || slash === id.length - 1) return null;
  return { provider: id.slice(0, slash), model: id.slice(slash + 1) };
}

/** A local server often needs no key; OpenAI itself always does. */
export function hasOpenAi(env: ModelEnv): boolean {
  return env.openai.apiKey !== null || env.openai.baseUrl !== null;
}

export function openAiBaseUrl(env: ModelEnv): string {
  return (env.openai.baseUrl ?? OPENAI_URL).replace(/\/+$/, '');
}

export function isOpenAiItself(env: ModelEnv): boolean {
  return openAiBaseUrl(env) === OPENAI_URL;
}

/**
 * The model that `default` means; see default-model.decision.md.
 * @throws NodeFailure MODEL_UNAVAILABLE when it depends on a server that cannot be asked
 */
export async function resolveDefaultModel(env: ModelEnv, workspaceDefault: string): Promise<string> {
  if (env.defaultModel) return env.defaultModel;
  if (workspaceDefault !== UNCHOSEN_DEFAULT || !hasOpenAi(env)) return workspaceDefault;
  if (isOpenAiItself(env)) return OPENAI_DEFAULT;
  const [first] = await listServerModels(openAiBaseUrl(env), env.openai.apiKey);
  if (first) return `openai/${first}`;
  throw new NodeFailure({
    code: 'MODEL_UNKNOWN',
    message:
      'The server at OPENAI_BASE_URL lists no models. Name one with FERMATA_DEFAULT_MODEL, such as openai/llama3.',
  });
}

/** `provider/model` of a name in a config: itself, or what `default` means. */
export async function resolveModel(env: ModelEnv, workspaceDefault: string, name: string): Promise<string> {
  return name === 'default' ? resolveDefaultModel(env, workspaceDefault) : name;
}

/**
 * Whether a real provider is set up for a name in a config. Asks nobody, so it can decide in a request whether a run
 * should be simulated.
 */
export function hasRealProvider(env: ModelEnv, workspaceDefault: string, name: string): boolean {
  if (!hasOpenAi(env)) return false;
  const chosen = name === 'default' ? (env.defaultModel ?? workspaceDefault) : name;
  const unchosen = name === 'default' && !env.defaultModel && workspaceDefault === UNCHOSEN_DEFAULT;
  return unchosen || parseModelId(chosen)?.provider === 'openai';
}

/** What can be picked for an agent. A server that cannot be asked right now just adds nothing to the list. */
export async function listModels(env: ModelEnv): Promise<ModelInfo[]> {
  if (!hasOpenAi(env)) return [...SIMULATED_MODELS];
  const names = isOpenAiItself(env)
    ? OPENAI_MODELS
    : await listServerModels(openAiBaseUrl(env), env.openai.apiKey).catch(() => []);
  const models = names.map((name) => ({ id: `openai/${name}`, label: name, provider: 'openai', simulated: false }));
  return [...models, ...SIMULATED_MODELS];
}
