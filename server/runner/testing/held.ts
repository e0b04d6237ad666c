import type { Json } from '#core/json.ts';
import type { ExecutionContext, Outcome } from '#core/node/executor.ts';

/** A completed call of a model, as an executor records it. */
export const MODEL_STEP = {
  phase: 'answer',
  kind: 'model',
  model: 'simulated/fast',
  request: 'question',
  response: 'answer',
  usage: { inputTokens: 1, outputTokens: 2, costUsd: 0.5 },
  durationMs: 1,
  finishReason: 'stop',
} as const;

/** An executor that a test ends by hand. */
export function held() {
  const began = Promise.withResolvers<ExecutionContext>();
  const end = Promise.withResolvers<Json | Outcome>();
  return {
    began: began.promise,
    end: end.resolve,
    execute: (context: ExecutionContext) => {
      began.resolve(context);
      return end.promise;
    },
  };
}
