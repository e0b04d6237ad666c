import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModel } from 'ai';
import { assertNever } from '#core/assert-never.ts';
import { type ModelProvider, ownService } from './provider.ts';

/** What the SDK calls OpenAI's protocol when it looks for options, whoever speaks it. */
export const COMPATIBLE = 'compatible';

/** OpenAI's newer models refuse `max_tokens`; other servers know only that. */
function renameMaxTokens({ max_tokens, ...body }: Record<string, unknown>): Record<string, unknown> {
  return max_tokens === undefined ? body : { ...body, max_completion_tokens: max_tokens };
}

/**
 * A model behind the SDK's interface, with the key of this moment. Address and key are always given, and be it as
 * nothing: the SDK would otherwise take them from the environment, which belongs to another provider.
 */
export async function languageModel(provider: ModelProvider, model: string): Promise<LanguageModel> {
  const { kind, baseUrl, fetch } = provider;
  const apiKey = await provider.key();
  switch (kind) {
    case 'anthropic':
      return createAnthropic({ baseURL: baseUrl, apiKey: apiKey ?? '', fetch })(model);
    case 'google':
      return createGoogle({ baseURL: baseUrl, apiKey: apiKey ?? '', fetch })(model);
    case 'openai':
    case 'compatible':
      return createOpenAICompatible({
        name: COMPATIBLE,
        baseURL: baseUrl,
        apiKey: apiKey ?? undefined,
        includeUsage: true,
        supportsStructuredOutputs: true,
        fetch,
        ...(ownService(provider) ? { transformRequestBody: renameMaxTokens } : {}),
      })(model);
    default:
      return assertNever(kind);
  }
}
