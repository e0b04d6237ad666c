import { z } from 'zod';
import { assertNever } from '#core/assert-never.ts';
import { NodeFailure } from '#core/node/executor.ts';
import { modelFailure, statusFailure } from './model-errors.ts';
import type { ModelProvider } from './provider.ts';

const TIMEOUT_MS = 8_000;
const KEPT_MS = 5 * 60_000;
const KEPT_MAX = 500;
const MAX_NAMES = 2_000;
const BODY_CHARS = 2_000;

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
const googleListSchema = z.object({ models: z.array(z.object({ name: z.string() })) });

interface Listing {
  url: string;
  headers: Record<string, string>;
  /** @throws when the answer is something else */
  names(body: unknown): string[];
}

/** Where a kind lists its models, how it takes the key, and how the answer reads. */
function listing({ kind, baseUrl }: ModelProvider, key: string | null): Listing {
  switch (kind) {
    case 'openai':
    case 'compatible':
      return {
        url: `${baseUrl}/models`,
        headers: key === null ? {} : { authorization: `Bearer ${key}` },
        names: (body: unknown) => listSchema.parse(body).data.map(({ id }) => id),
      };
    case 'anthropic':
      return {
        url: `${baseUrl}/models?limit=1000`,
        headers: { 'anthropic-version': '2023-06-01', 'x-api-key': key ?? '' },
        names: (body: unknown) => listSchema.parse(body).data.map(({ id }) => id),
      };
    case 'google':
      return {
        url: `${baseUrl}/models?pageSize=1000`,
        headers: { 'x-goog-api-key': key ?? '' },
        names: (body: unknown) => googleListSchema.parse(body).models.map(({ name }) => name.replace(/^models\//, '')),
      };
    default:
      return assertNever(kind);
  }
}

/** The sentence in an error's body, in the form that all three protocols share. */
const errorSchema = z.object({ error: z.object({ message: z.string() }) });

function saidIn(body: string, status: number): string {
  try {
    return errorSchema.parse(JSON.parse(body)).error.message;
  } catch {
    return `status ${status}`;
  }
}

/**
 * Asks a provider which models it has, in its order: the cheapest request that proves address and key.
 * @throws NodeFailure MODEL_* or EGRESS_BLOCKED
 */
export async function askForModels(provider: ModelProvider): Promise<string[]> {
  const asked = { provider, model: 'models' };
  const response = await request(provider).catch((error: unknown) => {
    throw modelFailure(error, asked, false);
  });
  const { status, text } = response;
  if (status === 404) {
    const message = `${provider.name} answers at ${new URL(provider.baseUrl).host}, but not with a list of models. Check the path of the address; most end with /v1.`;
    throw new NodeFailure({ code: 'MODEL_BAD_RESPONSE', message });
  }
  if (status >= 400) {
    const body = text.slice(0, BODY_CHARS);
    throw statusFailure({ status, said: saidIn(body, status), body, headers: response.headers }, asked);
  }
  try {
    return response.names(JSON.parse(text)).slice(0, MAX_NAMES);
  } catch (cause) {
    const message = `${provider.name} did not answer with a list of models. Check its address; most end with /v1.`;
    throw new NodeFailure({ code: 'MODEL_BAD_RESPONSE', message, retryable: true }, { cause });
  }
}

async function request(provider: ModelProvider) {
  const { url, headers, names } = listing(provider, await provider.key());
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await provider.fetch(url, { headers, signal: timeout });
    const text = await response.text();
    const answered = { 'retry-after': response.headers.get('retry-after') ?? undefined };
    return { status: response.status, headers: answered, text, names };
  } catch (cause) {
    if (!timeout.aborted) throw cause;
    const message = `${provider.name} was silent for ${TIMEOUT_MS / 1000} s.`;
    throw new NodeFailure({ code: 'MODEL_TIMEOUT', message, retryable: true }, { cause });
  }
}

const kept = new WeakMap<typeof globalThis.fetch, Map<string, { atMs: number; names: string[] }>>();

/**
 * {@link askForModels}, kept for five minutes. `workspaceId` belongs to the key: what one workspace may see is not
 * another's business.
 */
export async function listModelsOf(workspaceId: string, provider: ModelProvider): Promise<string[]> {
  const lists = kept.get(provider.fetch) ?? new Map<string, { atMs: number; names: string[] }>();
  kept.set(provider.fetch, lists);
  const key = `${workspaceId} ${provider.name} ${provider.baseUrl}`;
  const known = lists.get(key);
  if (known && performance.now() - known.atMs < KEPT_MS) return known.names;
  const names = await askForModels(provider);
  if (lists.size >= KEPT_MAX) lists.clear();
  lists.set(key, { atMs: performance.now(), names });
  return names;
}
