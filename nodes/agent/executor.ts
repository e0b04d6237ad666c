import { validateInput } from '#core/graph/json-schema.ts';
import { jsonSchema } from '#core/json.ts';
import type { Json } from '#core/json.ts';
import type { ModelRequest, ModelResponse } from '#core/node/capabilities.ts';
import { defineExecutor, NodeFailure } from '#core/node/executor.ts';
import type { AgentStep, ExecutionContext } from '#core/node/executor.ts';
import { readRendered, renderedText } from '#core/node/rendered-config.ts';
import type { Usage } from '#core/run/events.ts';
import { parseAnswer } from './answer.ts';
import { agentConfigSchema } from './definition.ts';

const renderedSchema = agentConfigSchema
  .omit({ instructions: true, prompt: true })
  .extend({ instructions: jsonSchema.optional(), prompt: jsonSchema.optional() });

type Messages = ModelRequest['messages'];

/** One attempt of one agent: the config, what it may still call, and the steps that were paid for. */
interface Conversation {
  context: ExecutionContext;
  request: Omit<ModelRequest, 'model' | 'messages' | 'turn'>;
  models: string[];
  steps: AgentStep[];
}

const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 };

/** One unknown price makes the sum unknown. */
function totalUsage(steps: readonly AgentStep[]): Usage {
  return steps.reduce<Usage>(
    (sum, { usage }) => ({
      inputTokens: sum.inputTokens + usage.inputTokens,
      outputTokens: sum.outputTokens + usage.outputTokens,
      costUsd: sum.costUsd === null || usage.costUsd === null ? null : sum.costUsd + usage.costUsd,
    }),
    NO_USAGE,
  );
}

/** The index in the innermost map; 0 outside of maps. `questions[2].answer` is 2. */
function mapIndex(key: string): number {
  const inner = key.match(/\[(\d+)\](?=[^[]*$)/);
  return Number(inner?.[1] ?? 0);
}

/**
 * Calls the first model that answers. Only failures that another try could cure lead on to the next one: a refused
 * request would be refused again, and a wrong key should be seen.
 */
async function callModels(talk: Conversation, messages: Messages): Promise<ModelResponse> {
  const { context, models } = talk;
  const turn = context.iteration - 1 + mapIndex(context.key) + talk.steps.length;
  let failure: unknown;
  for (const model of models) {
    try {
      return await context.capabilities.model.generate(
        { ...talk.request, model, messages, turn },
        { signal: context.signal, simulated: context.simulated, onText: (text) => context.emitDelta(text) },
      );
    } catch (error) {
      if (!NodeFailure.is(error) || !error.error.retryable || context.signal.aborted) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** The text of step `n`: recorded by an earlier process, or asked for now and journaled before anybody uses it. */
async function answer(talk: Conversation, phase: AgentStep['phase'], messages: Messages): Promise<string> {
  const recorded = talk.context.steps[talk.steps.length];
  if (recorded) {
    talk.steps.push(recorded);
    return responseText(recorded.response);
  }
  const response = await callModels(talk, messages);
  const { instructions, output, temperature, maxTokens } = talk.request;
  const asked = { instructions, messages, output, temperature, maxTokens };
  const step: AgentStep = {
    phase,
    kind: 'model',
    model: response.model,
    request: Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Json,
    response: { text: response.text },
    usage: response.usage,
    durationMs: response.durationMs,
    finishReason: response.finishReason,
  };
  await talk.context.recordStep(step);
  talk.steps.push(step);
  return response.text;
}

function responseText(response: Json): string {
  const text = typeof response === 'object' && response !== null && !Array.isArray(response) ? response.text : null;
  return typeof text === 'string' ? text : '';
}

type Checked = { ok: true; value: Json } | { ok: false; wrong: string };

function check(schema: NonNullable<ModelRequest['output']>, text: string): Checked {
  const parsed = parseAnswer(text);
  if (!parsed.ok) return { ok: false, wrong: parsed.wrong };
  const checked = validateInput(schema, parsed.value);
  if (checked.ok) return checked;
  return {
    ok: false,
    wrong: checked.errors.map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`).join('; '),
  };
}

/** Asks for data; an answer that does not fit is sent back once, with what is wrong with it. */
async function structuredAnswer(
  talk: Conversation,
  schema: NonNullable<ModelRequest['output']>,
  messages: Messages,
): Promise<Json> {
  const first = await answer(talk, 'answer', messages);
  const checked = check(schema, first);
  if (checked.ok) return checked.value;
  talk.context.emitDelta('\n');
  const second = await answer(talk, 'repair', [
    ...messages,
    { role: 'assistant', content: first },
    {
      role: 'user',
      content: `That answer cannot be used: ${checked.wrong}. Answer again with only the JSON that fits the schema.`,
    },
  ]);
  const repaired = check(schema, second);
  if (repaired.ok) return repaired.value;
  throw new NodeFailure({
    code: 'OUTPUT_INVALID',
    message: `The model did not give the data that was asked for, even when told what was wrong: ${repaired.wrong}.`,
    details: { text: second.slice(0, 4000) },
  });
}

export const agentExecutor = defineExecutor({
  execute: async (config, context) => {
    const {
      model,
      fallbackModels = [],
      output,
      temperature,
      maxTokens,
      simulation,
      ...texts
    } = readRendered(renderedSchema, config);
    const talk: Conversation = {
      context,
      request: {
        instructions: renderedText(texts.instructions).trim() || undefined,
        output,
        temperature,
        maxTokens,
        simulation,
        attempt: context.attempt,
      },
      models: [model, ...fallbackModels],
      steps: [],
    };
    const messages: Messages = [{ role: 'user', content: renderedText(texts.prompt) }];
    try {
      const value = output
        ? await structuredAnswer(talk, output, messages)
        : { text: await answer(talk, 'answer', messages) };
      return { kind: 'succeeded', output: value, port: 'out', usage: totalUsage(talk.steps) };
    } catch (error) {
      // What was paid for belongs to the node even when it fails.
      if (!NodeFailure.is(error) || talk.steps.length === 0) throw error;
      throw new NodeFailure(error.error, { usage: totalUsage(talk.steps), cause: error });
    }
  },
});
