import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { Output, streamText } from 'ai';
import type { LanguageModelUsage, TextStreamPart, ToolSet } from 'ai';
import { NodeFailure } from '#core/node/executor.ts';
import type { ModelRequest, ModelResponse } from '#core/node/capabilities.ts';
import { isOpenAiItself, openAiBaseUrl } from './catalogue.ts';
import type { ModelEnv } from './catalogue.ts';
import { modelFailure } from './model-errors.ts';
import type { Asked } from './model-errors.ts';
import { costUsd } from './prices.ts';
import { providerFetch } from './provider-fetch.ts';
import { estimateRequestTokens, estimateTokens } from './tokens.ts';

// The SDK prints its warnings to the console otherwise.
globalThis.AI_SDK_LOG_WARNINGS = false;

export interface GenerateOptions {
  signal: AbortSignal;
  onText(text: string): void;
  /** How long a server may be silent before it counts as hanging. */
  idleTimeoutMs: number;
}

/** OpenAI's newer models refuse `max_tokens`; other servers know only that. */
function renameMaxTokens({ max_tokens, ...body }: Record<string, unknown>): Record<string, unknown> {
  return max_tokens === undefined ? body : { ...body, max_completion_tokens: max_tokens };
}

function languageModel(env: ModelEnv, model: string) {
  const provider = createOpenAICompatible({
    name: 'openai',
    baseURL: openAiBaseUrl(env),
    apiKey: env.openai.apiKey ?? undefined,
    includeUsage: true,
    supportsStructuredOutputs: true,
    fetch: providerFetch,
    ...(isOpenAiItself(env) ? { transformRequestBody: renameMaxTokens } : {}),
  });
  return provider(model);
}

/** Said in words as well, because many compatible servers ignore `response_format`. */
function instructionsFor(request: ModelRequest): string | undefined {
  if (!request.output) return request.instructions;
  const rule = `Answer only with JSON that fits this JSON Schema:\n${JSON.stringify(request.output)}`;
  return request.instructions ? `${request.instructions}\n\n${rule}` : rule;
}

/** Only the response format: reading, checking and repairing the answer is the agent's own work. */
function outputFor(request: ModelRequest) {
  if (!request.output) return Output.text();
  const responseFormat = Promise.resolve({ type: 'json' as const, schema: request.output });
  return { ...Output.text(), responseFormat };
}

/** Calls `onIdle` when nothing was heard for that long. */
function watchIdle(idleTimeoutMs: number, onIdle: () => void) {
  let timer = setTimeout(onIdle, idleTimeoutMs);
  return {
    heard() {
      clearTimeout(timer);
      timer = setTimeout(onIdle, idleTimeoutMs);
    },
    stop: () => clearTimeout(timer),
  };
}

interface Answer {
  text: string;
  finishReason: string;
  usage: LanguageModelUsage | null;
}

/** Collects a stream. One that ends without a finish is an error: the SDK would end quietly with partial text. */
async function collect(stream: AsyncIterable<TextStreamPart<ToolSet>>, heard: (text: string) => void): Promise<Answer> {
  const answer: Answer = { text: '', finishReason: '', usage: null };
  for await (const part of stream) {
    heard(part.type === 'text-delta' ? part.text : '');
    if (part.type === 'text-delta') answer.text += part.text;
    else if (part.type === 'error') throw part.error;
    else if (part.type === 'abort') throw new Error(part.reason ?? 'aborted');
    else if (part.type === 'finish-step') {
      answer.finishReason = part.finishReason;
      answer.usage = part.usage;
    }
  }
  if (answer.finishReason === '' || answer.finishReason === 'error') throw new Error('it ended without a finish');
  return answer;
}

function respond(
  answer: Answer,
  request: ModelRequest,
  asked: Asked,
  env: ModelEnv,
): Omit<ModelResponse, 'durationMs'> {
  const model = `${asked.provider}/${asked.model}`;
  const { inputTokens, outputTokens } = answer.usage ?? {};
  const reported = inputTokens !== undefined && outputTokens !== undefined;
  const tokens = {
    inputTokens: inputTokens ?? estimateRequestTokens(request),
    outputTokens: outputTokens ?? estimateTokens(answer.text),
  };
  // An estimate is no bill, and another server may sell a model of the same name at another price.
  const cost = reported && isOpenAiItself(env) ? costUsd(model, tokens) : null;
  const usage = { ...tokens, costUsd: cost };
  if (answer.finishReason === 'content-filter') {
    const message = `${asked.provider} refused to answer: ${answer.text.slice(0, 300) || 'its content filter stopped it'}.`;
    throw new NodeFailure({ code: 'MODEL_REFUSED', message }, { usage });
  }
  return { model, text: answer.text, usage, finishReason: answer.finishReason };
}

/**
 * One streamed call of an OpenAI-compatible server.
 * @throws NodeFailure MODEL_*; when the caller aborted, the reason of its signal
 */
export async function generateWithOpenAi(
  env: ModelEnv,
  model: string,
  request: ModelRequest,
  options: GenerateOptions,
): Promise<ModelResponse> {
  const asked: Asked = { provider: 'openai', model, baseUrl: openAiBaseUrl(env) };
  const idle = new AbortController();
  const watch = watchIdle(options.idleTimeoutMs, () => idle.abort());
  const startedMs = performance.now();
  let started = false;
  const heard = (text: string) => {
    watch.heard();
    if (text === '') return;
    started = true;
    options.onText(text);
  };
  try {
    const { stream } = streamText({
      model: languageModel(env, model),
      instructions: instructionsFor(request),
      messages: request.messages,
      output: outputFor(request),
      providerOptions: { openai: { strictJsonSchema: false } },
      temperature: request.temperature,
      maxOutputTokens: request.maxTokens,
      // The runner retries, where people can see it.
      maxRetries: 0,
      abortSignal: AbortSignal.any([options.signal, idle.signal]),
      // Errors come through the stream too; the default would print them.
      onError: () => undefined,
    });
    const answer = await collect(stream, heard);
    return { ...respond(answer, request, asked, env), durationMs: Math.round(performance.now() - startedMs) };
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    if (idle.signal.aborted) {
      const seconds = Math.round(options.idleTimeoutMs / 1000);
      const message = `${asked.provider} was silent for ${seconds} s.`;
      throw new NodeFailure({ code: 'MODEL_TIMEOUT', message, retryable: true }, { cause: error });
    }
    throw modelFailure(error, asked, started);
  } finally {
    watch.stop();
  }
}
