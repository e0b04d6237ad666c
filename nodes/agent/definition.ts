import { z } from 'zod';
import { schemaProblems } from '#core/graph/json-schema.ts';
import { jsonObjectSchema, jsonSchema } from '#core/json.ts';
import { oneLine } from '#core/node/config-text.ts';
import { defineNode } from '#core/node/define.ts';
import type { ConfigProblem, ExpressionSite } from '#core/node/define.ts';

const modelNameSchema = z.string().min(1).max(200);

/** What simulated models answer, instead of text that they make up. */
export const agentSimulationSchema = z.strictObject({
  /** Answered in turn: the first call gets the first, later ones the last. Texts are templates. */
  replies: z.array(jsonSchema).max(100).optional(),
  /** How long an answer takes in all, in milliseconds. */
  latencyMs: z.int().min(0).max(600_000).optional(),
  /** Every n-th call fails with an error that can be retried. */
  failEvery: z.int().min(1).optional(),
  seed: z.int().optional(),
});

export const agentConfigSchema = z.strictObject({
  /** `default` (of the workspace) or `provider/model`. */
  model: modelNameSchema.default('default'),
  instructions: z.string().default(''),
  prompt: z.string().default(''),
  /** JSON Schema of the answer. Absent: `{text}`. */
  output: jsonObjectSchema.optional(),
  temperature: z.number().min(0).max(2).optional(),
  /** The longest answer, in tokens. */
  maxTokens: z.int().min(1).max(1_000_000).optional(),
  /** Asked in this order when the model cannot be reached or is at its limit. */
  fallbackModels: z.array(modelNameSchema).max(5).optional(),
  simulation: agentSimulationSchema.optional(),
});
export type AgentConfig = z.output<typeof agentConfigSchema>;

const TEXT_OUTPUT = { type: 'object', required: ['text'], properties: { text: { type: 'string', title: 'Text' } } };

function expressions(config: AgentConfig): ExpressionSite[] {
  const sites: ExpressionSite[] = [
    { path: ['instructions'], kind: 'template' },
    { path: ['prompt'], kind: 'template' },
  ];
  if (config.simulation?.replies) sites.push({ path: ['simulation', 'replies'], kind: 'json' });
  return sites;
}

function check(config: AgentConfig) {
  const problems: ConfigProblem[] = [];
  if (config.prompt.trim() === '') {
    problems.push({ path: ['prompt'], message: 'The agent has no prompt.', severity: 'error' });
  }
  if (config.output) {
    for (const { path, message } of schemaProblems(config.output)) {
      problems.push({ path: ['output', ...path], message, severity: 'error' });
    }
    if (config.output.type !== 'object') {
      problems.push({ path: ['output', 'type'], message: 'The answer must be an object.', severity: 'error' });
    }
  }
  return problems;
}

export const agentDefinition = defineNode({
  type: 'agent',
  version: 1,
  control: 'task',
  title: 'Agent',
  description: 'Asks a language model and gives its answer as text or as data.',
  icon: 'bot',
  group: 'Agents',
  keywords: ['llm', 'model', 'prompt', 'chat', 'gpt', 'openai', 'ai', 'completion', 'structured output'],
  config: agentConfigSchema,
  defaults: () => ({ model: 'default', instructions: '', prompt: '' }),
  acceptsInput: true,
  ports: () => [
    { id: 'out', label: 'Out', kind: 'data' },
    { id: 'error', label: 'Error', kind: 'error' },
  ],
  expressions,
  output: (config) => config.output ?? TEXT_OUTPUT,
  summary: (config) => oneLine(config.prompt) || oneLine(config.instructions) || 'Has no prompt yet.',
  onCrash: () => 'rerun-with-key',
  check,
  supports: { retry: true, timeout: true, error: true, disable: true },
  defaultRetry: { maxAttempts: 3, backoff: '1s', factor: 2, maxBackoff: '60s' },
  defaultTimeout: '120s',
});
