import type { Usage } from '#core/run/events.ts';

/** USD per million tokens. */
interface Price {
  input: number;
  output: number;
}

/**
 * List prices as published by the providers on 2025-08-31, without discounts for cached input or batches.
 * A model that is not here has an unknown price, which is shown as "–" and never counted as 0.
 */
const PRICES: Readonly<Record<string, Price>> = {
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
  // Not money anybody pays: so that costs and limits can be tried without a key.
  'simulated/fast': { input: 0.1, output: 0.4 },
  'simulated/slow': { input: 1, output: 4 },
};

/** A pinned version such as `gpt-4.1-mini-2025-04-14` costs what its model costs. */
const PINNED_VERSION = /-\d{4}-\d{2}-\d{2}$/;

/** What tokens cost in USD, or null when the price of the model is unknown. */
export function costUsd(model: string, tokens: Pick<Usage, 'inputTokens' | 'outputTokens'>): number | null {
  const name = model.replace(PINNED_VERSION, '');
  const price = Object.hasOwn(PRICES, name) ? PRICES[name] : undefined;
  if (!price) return null;
  return (tokens.inputTokens * price.input + tokens.outputTokens * price.output) / 1_000_000;
}
