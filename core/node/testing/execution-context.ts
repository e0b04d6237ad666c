import type { ModelRequest, ModelResponse } from '../capabilities.ts';
import type { AgentStep, ExecutionContext } from '../executor.ts';

/** What an executor did with the context it was given. */
export interface Recorded {
  steps: AgentStep[];
  deltas: string[];
  asked: ModelRequest[];
}

/** A model capability that answers from a list: a text, or an error that it throws. */
export function scriptedModel(
  recorded: Recorded,
  answers: (string | Error)[],
): ExecutionContext['capabilities']['model'] {
  return {
    async generate(request, { onText }) {
      recorded.asked.push(request);
      const answer = answers[recorded.asked.length - 1];
      if (answer === undefined) throw new Error('The model was asked more often than expected');
      if (answer instanceof Error) throw answer;
      onText(answer);
      const response: ModelResponse = {
        model: request.model,
        text: answer,
        usage: { inputTokens: 10, outputTokens: 5, costUsd: 0.01 },
        durationMs: 1,
        finishReason: 'stop',
      };
      return response;
    },
  };
}

/** A context for tests of executors: everything has a value, nothing leaves the process. */
export function executionContext(
  overrides: Partial<ExecutionContext> & {
    answers?: (string | Error)[];
    fetch?: ExecutionContext['capabilities']['http']['fetch'];
  } = {},
): { context: ExecutionContext; recorded: Recorded } {
  const recorded: Recorded = { steps: [], deltas: [], asked: [] };
  const { answers = [], fetch, ...rest } = overrides;
  const context: ExecutionContext = {
    key: 'node',
    nodeId: 'node',
    title: 'Node',
    attempt: 1,
    iteration: 1,
    idempotencyKey: 'run:node',
    signal: new AbortController().signal,
    simulated: false,
    run: { id: 'run', startedAt: '2026-01-01T00:00:00.000Z', input: {} },
    workflow: { name: 'test' },
    inputs: [],
    steps: [],
    recordStep: async (step) => void recorded.steps.push(step),
    emitDelta: (text) => void recorded.deltas.push(text),
    capabilities: {
      model: scriptedModel(recorded, answers),
      http: { fetch: fetch ?? (() => Promise.reject(new Error('Nothing may be sent'))) },
    },
    ...rest,
  };
  return { context, recorded };
}
