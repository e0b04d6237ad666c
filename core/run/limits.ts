import type { RunError } from './events.ts';
import type { RunState } from './state.ts';

/**
 * The limit of tokens or cost that the run has reached, or null. Asked before each model call: what is under way may
 * still go over by itself, nothing new begins. With a limit of cost, a price that nobody knows is one too many.
 */
export function reachedLimit(state: Pick<RunState, 'created' | 'usage'>): RunError | null {
  const limits = state.created?.limits;
  if (!limits) return null;
  const { inputTokens, outputTokens, costUsd } = state.usage;
  const tokens = inputTokens + outputTokens;
  if (limits.tokens !== null && tokens >= limits.tokens) {
    return limitError(`The run has used ${tokens} of its ${limits.tokens} tokens.`);
  }
  if (limits.costUsd === null) return null;
  if (costUsd === null) {
    return limitError(`The run may cost $${limits.costUsd}, and it has called a model whose price is not known.`);
  }
  if (costUsd >= limits.costUsd) return limitError(`The run has cost $${costUsd} of its $${limits.costUsd}.`);
  return null;
}

function limitError(message: string): RunError {
  return { code: 'LIMIT_REACHED', message, retryable: false };
}
