import { z } from 'zod';
import { NodeFailure } from '#core/node/executor.ts';
import { providerFetch } from './provider-fetch.ts';

const TIMEOUT_MS = 5_000;
const KEPT_MS = 5 * 60_000;

const answerSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

const kept = new Map<string, { atMs: number; names: string[] }>();

/**
 * The models that an OpenAI-compatible server says it has, in its order. Kept for five minutes per server.
 * @throws NodeFailure MODEL_UNAVAILABLE, retryable
 */
export async function listServerModels(baseUrl: string, apiKey: string | null): Promise<string[]> {
  const known = kept.get(baseUrl);
  if (known && Date.now() - known.atMs < KEPT_MS) return known.names;
  try {
    const response = await providerFetch(`${baseUrl}/models`, {
      headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const names = answerSchema.parse(await response.json()).data.map(({ id }) => id);
    kept.set(baseUrl, { atMs: Date.now(), names });
    return names;
  } catch (cause) {
    throw new NodeFailure(
      {
        code: 'MODEL_UNAVAILABLE',
        message: `The server at OPENAI_BASE_URL did not say which models it has. Name one with FERMATA_DEFAULT_MODEL, such as openai/llama3.`,
        retryable: true,
      },
      { cause },
    );
  }
}
