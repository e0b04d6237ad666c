import { setTimeout as delay } from 'node:timers/promises';
import { NodeFailure } from '#core/node/executor.ts';
import type { ModelRequest, ModelResponse } from '#core/node/capabilities.ts';
import { costUsd, simulatedPrice } from './prices.ts';
import { makeUpAnswer } from './simulated-answer.ts';
import { estimateRequestTokens, estimateTokens } from './tokens.ts';

/** How long an answer takes, so that a person sees it stream: longer texts take longer, up to a limit. */
const PACES = {
  fast: { leastMs: 800, perTokenMs: 8, mostMs: 2_000 },
  slow: { leastMs: 4_000, perTokenMs: 25, mostMs: 8_000 },
} as const;
const TICK_MS = 50;

export type SimulatedModel = keyof typeof PACES;

export function isSimulatedName(name: string): name is SimulatedModel {
  return Object.hasOwn(PACES, name);
}

function answerFor(request: ModelRequest): string {
  const replies = request.simulation?.replies ?? [];
  const reply = replies[Math.min(request.turn, replies.length - 1)];
  if (reply === undefined) return makeUpAnswer(request);
  return typeof reply === 'string' ? reply : JSON.stringify(reply, null, 2);
}

function latencyMs(name: SimulatedModel, request: ModelRequest, tokens: number): number {
  const pace = PACES[name];
  return request.simulation?.latencyMs ?? Math.min(pace.leastMs + tokens * pace.perTokenMs, pace.mostMs);
}

/** Deterministic: the number of the call follows from where the execution stands, not from what this process did. */
function failsNow(request: ModelRequest): boolean {
  const every = request.simulation?.failEvery;
  return every !== undefined && (request.turn + request.attempt) % every === 0;
}

/** Gives the text in steps over the whole time, in pieces that end between words. */
async function stream(text: string, totalMs: number, options: { signal: AbortSignal; onText(text: string): void }) {
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
  const ticks = Math.max(1, Math.min(Math.floor(totalMs / TICK_MS), words.length));
  let given = 0;
  for (let tick = 1; tick <= ticks; tick += 1) {
    if (totalMs > 0) await delay(totalMs / ticks, undefined, { signal: options.signal });
    const until = Math.round((words.length * tick) / ticks);
    const piece = words.slice(given, until).join('');
    given = until;
    if (piece) options.onText(piece);
  }
}

/**
 * A model without a network: the same request and seed give the same answer. Replies of the node come first; without
 * them it makes up something that fits the prompt and the schema.
 * @throws NodeFailure MODEL_UNAVAILABLE where `failEvery` says so; when the caller aborted, the reason of its signal
 */
export async function generateSimulated(
  name: SimulatedModel,
  request: ModelRequest,
  options: { signal: AbortSignal; onText(text: string): void },
): Promise<ModelResponse> {
  const startedMs = performance.now();
  options.signal.throwIfAborted();
  const text = answerFor(request);
  const tokens = { inputTokens: estimateRequestTokens(request), outputTokens: estimateTokens(text) };
  try {
    if (failsNow(request)) {
      throw new NodeFailure({
        code: 'MODEL_UNAVAILABLE',
        message: 'The simulated model failed, as its node asks.',
        retryable: true,
      });
    }
    await stream(text, latencyMs(name, request, tokens.outputTokens), options);
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    throw error;
  }
  const model = `simulated/${name}`;
  return {
    model,
    text,
    usage: { ...tokens, costUsd: costUsd(simulatedPrice(model), tokens) },
    durationMs: Math.round(performance.now() - startedMs),
    finishReason: 'stop',
  };
}
