import { expect, it } from 'vitest';
import type { ModelCapability, ModelRequest } from '#core/node/capabilities.ts';
import type { RunError } from '#core/run/events.ts';
import { limitModel } from './limited-model.ts';

const request: ModelRequest = { model: 'default', messages: [], turn: 0, attempt: 1 };
const options = { signal: new AbortController().signal, simulated: true, onText: () => undefined };

it('asks the model until the run has reached a limit, and not once after', async () => {
  let calls = 0;
  let reached: RunError | null = null;
  const model: ModelCapability = {
    generate: () => {
      calls += 1;
      reached = { code: 'LIMIT_REACHED', message: 'The run has used 5 of its 5 tokens.', retryable: false };
      const usage = { inputTokens: 4, outputTokens: 1, costUsd: 0 };
      return Promise.resolve({ model: 'm', text: 't', usage, durationMs: 1, finishReason: 'stop' });
    },
  };
  const limited = limitModel(model, () => reached);
  await expect(limited.generate(request, options)).resolves.toMatchObject({ text: 't' });
  await expect(limited.generate(request, options)).rejects.toMatchObject({ error: { code: 'LIMIT_REACHED' } });
  expect(calls).toBe(1);
});
