import type { Usage } from '#core/run/events.ts';
import { type ModelProvider, ownService } from './provider.ts';

/** USD per million tokens. */
export interface Price {
  input: number;
  output: number;
}

/** When the table below was noted. Nobody keeps it up to date between releases: the settings say so. */
export const PRICES_AS_OF = '2026-10-24';

/**
 * List prices for prompts of ordinary length, without discounts for cached input or batches and without what some
 * models cost more for very long prompts. A model that is not here has an unknown price, which is shown as "–" and
 * never counted as 0.
 */
const PRICES: Readonly<Record<string, Price>> = {
  'openai/gpt-6.1-sol': { input: 2, output: 10 },
  'openai/gpt-6-sol': { input: 2, output: 10 },
  'openai/gpt-6-luna': { input: 0.1, output: 0.5 },
  'openai/gpt-5.2': { input: 1.75, output: 14 },
  'openai/gpt-5.1': { input: 1.25, output: 10 },
  'openai/gpt-5': { input: 1.25, output: 10 },
  'openai/gpt-5-mini': { input: 0.25, output: 2 },
  'openai/gpt-5-nano': { input: 0.05, output: 0.4 },
  'openai/gpt-4.1': { input: 2, output: 8 },
  'openai/gpt-4.1-mini': { input: 0.4, output: 1.6 },
  'openai/gpt-4.1-nano': { input: 0.1, output: 0.4 },
  'openai/gpt-4o': { input: 2.5, output: 10 },
  'openai/gpt-4o-mini': { input: 0.15, output: 0.6 },
  'openai/o3': { input: 2, output: 8 },
  'openai/o4-mini': { input: 1.1, output: 4.4 },
  'anthropic/claude-opus-5-5': { input: 4, output: 20 },
  'anthropic/claude-sonnet-5-5': { input: 2, output: 10 },
  'anthropic/claude-haiku-5-5': { input: 0.1, output: 0.5 },
  'anthropic/claude-sonnet-5': { input: 2, output: 10 },
  'anthropic/claude-opus-4-7': { input: 5, output: 25 },
  'anthropic/claude-opus-4-6': { input: 5, output: 25 },
  'anthropic/claude-opus-4-5': { input: 5, output: 25 },
  'anthropic/claude-sonnet-4-6': { input: 3, output: 15 },
  'anthropic/claude-sonnet-4-5': { input: 3, output: 15 },
  'anthropic/claude-haiku-4-5': { input: 1, output: 5 },
  // Announced until the end of 2026; twice as much afterwards.
  'google/gemini-3.8-flash': { input: 0.75, output: 3.75 },
  'google/gemini-3.5-flash': { input: 1.5, output: 9 },
  'google/gemini-3.5-flash-lite': { input: 0.3, output: 2.5 },
  'google/gemini-3.1-pro-preview': { input: 2, output: 12 },
  'google/gemini-2.5-pro': { input: 1.25, output: 10 },
  'google/gemini-2.5-flash': { input: 0.3, output: 2.5 },
  'google/gemini-2.5-flash-lite': { input: 0.1, output: 0.4 },
  // Not money anybody pays: so that costs and limits can be tried without a key.
  'simulated/fast': { input: 0.1, output: 0.4 },
  'simulated/slow': { input: 1, output: 4 },
};

/** A pinned version such as `gpt-4.1-mini-2025-04-14` or `claude-haiku-4-5-20251001` costs what its model costs. */
const PINNED_VERSION = /-(\d{4}-\d{2}-\d{2}|\d{8})$/;

function listPrice(id: string): Price | null {
  const name = id.replace(PINNED_VERSION, '');
  return Object.hasOwn(PRICES, name) ? (PRICES[name] ?? null) : null;
}

/**
 * The built-in price of a provider's model. Another server may sell a model of the same name at another price, so only
 * the services themselves have one, whatever name they were set up under.
 */
export function builtInPrice(provider: Pick<ModelProvider, 'kind' | 'baseUrl'>, model: string): Price | null {
  return ownService(provider) ? listPrice(`${provider.kind}/${model}`) : null;
}

export function simulatedPrice(id: string): Price | null {
  return listPrice(id);
}

/** What tokens cost in USD, or null when the price is unknown. */
export function costUsd(price: Price | null, tokens: Pick<Usage, 'inputTokens' | 'outputTokens'>): number | null {
  if (!price) return null;
  return (tokens.inputTokens * price.input + tokens.outputTokens * price.output) / 1_000_000;
}
