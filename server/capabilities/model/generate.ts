import { InvalidResponseDataError, Output, streamText } from 'ai';
import type { LanguageModelUsage, TextStreamPart, ToolSet } from 'ai';
import { NodeFailure } from '#core/node/executor.ts';
import type { ModelRequest, ModelResponse } from '#core/node/capabilities.ts';
import { COMPATIBLE, languageModel } from './language-model.ts';
import { modelFailure } from './model-errors.ts';
import { costUsd, type Price } from './prices.ts';
import type { ModelProvider } from './provider.ts';
import { estimateRequestTokens, estimateTokens } from './tokens.ts';

// The SDK prints its warnings to the console otherwise.
globalThis.AI_SDK_LOG_WARNINGS = false;

export interface GenerateOptions {
  signal: AbortSignal;
  onText(text: string): void;
  /** How long a server may be silent before it counts as hanging. */
  idleTimeoutMs: number;
}

export interface ModelCall {
  provider: ModelProvider;
  /** As the provider calls it. */
  model: string;
  /** Null when it is not known. */
  price: Price | null;
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

/** `interrupted` is how the SDK says that no finish came. */
const UNFINISHED: ReadonlySet<string> = new Set(['', 'error', 'interrupted']);

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
  if (UNFINISHED.has(answer.finishReason)) {
    throw new InvalidResponseDataError({ data: null, message: 'it ended without a finish' });
  }
  return answer;
}

const MAX_TOKENS = 1_000_000_000;

/** What no answer can have used was not counted: a negative number would pay for what other calls cost. */
function tokenCount(reported: number | undefined): number | undefined {
  const isCount = Number.isSafeInteger(reported) && Number(reported) >= 0 && Number(reported) <= MAX_TOKENS;
  return isCount ? reported : undefined;
}

function respond(answer: Answer, request: ModelRequest, call: ModelCall): Omit<ModelResponse, 'durationMs'> {
  const { provider, price } = call;
  const inputTokens = tokenCount(answer.usage?.inputTokens);
  const outputTokens = tokenCount(answer.usage?.outputTokens);
  const reported = inputTokens !== undefined && outputTokens !== undefined;
  const tokens = {
    inputTokens: inputTokens ?? estimateRequestTokens(request),
    outputTokens: outputTokens ?? estimateTokens(answer.text),
  };
  // An estimate is no bill.
  const usage = { ...tokens, costUsd: reported ? costUsd(price, tokens) : null };
  if (answer.finishReason === 'content-filter') {
    const message = `${provider.name} refused to answer: ${answer.text.slice(0, 300) || 'its content filter stopped it'}.`;
    throw new NodeFailure({ code: 'MODEL_REFUSED', message }, { usage });
  }
  return { model: `${provider.name}/${call.model}`, text: answer.text, usage, finishReason: answer.finishReason };
}

/**
 * One streamed call of a provider.
 * @throws NodeFailure MODEL_*; when the caller aborted, the reason of its signal
 */
export async function generate(
  call: ModelCall,
  request: ModelRequest,
  options: GenerateOptions,
): Promise<ModelResponse> {
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
      model: await languageModel(call.provider, call.model),
      instructions: instructionsFor(request),
      messages: request.messages,
      output: outputFor(request),
      providerOptions: { [COMPATIBLE]: { strictJsonSchema: false } },
      temperature: request.temperature,
      maxOutputTokens: request.maxTokens,
      // The runner retries, where people can see it.
      maxRetries: 0,
      abortSignal: AbortSignal.any([options.signal, idle.signal]),
      // Errors come through the stream too; the default would print them.
      onError: () => undefined,
    });
    const answer = await collect(stream, heard);
    return { ...respond(answer, request, call), durationMs: Math.round(performance.now() - startedMs) };
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    if (idle.signal.aborted) {
      const seconds = Math.round(options.idleTimeoutMs / 1000);
      const message = `${call.provider.name} was silent for ${seconds} s.`;
      throw new NodeFailure({ code: 'MODEL_TIMEOUT', message, retryable: true }, { cause: error });
    }
    throw modelFailure(error, call, started);
  } finally {
    watch.stop();
  }
}
