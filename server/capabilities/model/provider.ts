import { assertNever } from '#core/assert-never.ts';

/** Whose protocol a provider speaks. `compatible` is any server with OpenAI's. */
export const PROVIDER_KINDS = ['openai', 'anthropic', 'google', 'compatible'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** A provider of one workspace, ready to be called. */
export interface ModelProvider {
  /** The first part of `provider/model`. */
  name: string;
  kind: ProviderKind;
  /** Without a trailing slash. */
  baseUrl: string;
  /** Models offered besides those that it is known for or lists itself. */
  models: readonly string[];
  /** The environment variable that it was set up with; null for one of the settings page. */
  variable: string | null;
  /** The key for one call; null when it needs none. Never kept. */
  key(): Promise<string | null>;
  /** How it is reached: guarded, unless its address is the operator's word. */
  fetch: typeof globalThis.fetch;
}

interface OwnService {
  baseUrl: string;
  /** What `default` means when nobody chose. */
  defaultModel: string;
  /** Offered without asking the provider; any other name can be typed. */
  models: readonly string[];
}

/** The services that the protocols come from. */
export const OWN_SERVICES: Readonly<Record<Exclude<ProviderKind, 'compatible'>, OwnService>> = {
  openai: {
    baseUrl: 'https://api.openai.com/v1',
    defaultModel: 'gpt-4.1-mini',
    models: [
      'gpt-6.1-sol',
      'gpt-6-sol',
      'gpt-6-luna',
      'gpt-5.2',
      'gpt-5.1',
      'gpt-5',
      'gpt-5-mini',
      'gpt-5-nano',
      'gpt-4.1',
      'gpt-4.1-mini',
      'gpt-4.1-nano',
      'gpt-4o-mini',
      'o4-mini',
    ],
  },
  anthropic: {
    baseUrl: 'https://api.anthropic.com/v1',
    defaultModel: 'claude-haiku-4-5',
    models: [
      'claude-opus-5-5',
      'claude-sonnet-5-5',
      'claude-haiku-5-5',
      'claude-sonnet-5',
      'claude-opus-4-6',
      'claude-sonnet-4-6',
      'claude-opus-4-5',
      'claude-sonnet-4-5',
      'claude-haiku-4-5',
    ],
  },
  google: {
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    defaultModel: 'gemini-2.5-flash',
    models: [
      'gemini-3.8-flash',
      'gemini-3.5-flash',
      'gemini-3.5-flash-lite',
      'gemini-3.1-pro-preview',
      'gemini-2.5-pro',
      'gemini-2.5-flash',
      'gemini-2.5-flash-lite',
    ],
  },
};

/** The address of a kind that was set up without one; null where there is none to assume. */
export function defaultBaseUrl(kind: ProviderKind): string | null {
  switch (kind) {
    case 'openai':
    case 'anthropic':
    case 'google':
      return OWN_SERVICES[kind].baseUrl;
    case 'compatible':
      return null;
    default:
      return assertNever(kind);
  }
}

/** The service itself, with its list prices and its models; null for another server that speaks its protocol. */
export function ownService(provider: Pick<ModelProvider, 'kind' | 'baseUrl'>): OwnService | null {
  if (provider.kind === 'compatible') return null;
  const own = OWN_SERVICES[provider.kind];
  return own.baseUrl === provider.baseUrl ? own : null;
}

/** Splits `openai/meta/llama-3` into provider `openai` and model `meta/llama-3`; null when there is no provider. */
export function parseModelId(id: string): { provider: string; model: string } | null {
  const slash = id.indexOf('/');
  if (slash <= 0 || slash === id.length - 1) return null;
  return { provider: id.slice(0, slash), model: id.slice(slash + 1) };
}
