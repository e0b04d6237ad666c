import { z } from 'zod';
import { jsonSchema } from '#core/json.ts';
import type { Json } from '#core/json.ts';
import { defineNode } from '#core/node/define.ts';
import type { NodeDefinition, NodeRegistry, OnCrash } from '#core/node/define.ts';
import type { ExecutionContext, Executor, Outcome } from '#core/node/executor.ts';
import { testRegistry } from '#core/run/testing/registry.ts';

/** A small vocabulary for tests of the engine: the control kinds of core, and a task for every meaning of a crash. */

const taskConfig = z.strictObject({ value: jsonSchema.optional() });

function task(type: string, onCrash: OnCrash) {
  return defineNode({
    ...testRegistry.task,
    type,
    config: taskConfig,
    defaults: () => ({}),
    onCrash: () => onCrash,
  });
}

const gateConfig = z.strictObject({
  dueMs: z.int().optional(),
  editable: z.record(z.string(), jsonSchema).default({}),
});
const timerConfig = z.strictObject({ dueMs: z.int().default(0) });

/** The same node type with a config of its own, on which nothing else depends. */
function withConfig<Schema extends z.ZodType>(
  base: { [Field in keyof NodeDefinition]: unknown },
  config: Schema,
): NodeDefinition<string, Schema> {
  return { ...base, config, defaults: () => ({}) } as unknown as NodeDefinition<string, Schema>;
}

export const testDefinitions = {
  ...testRegistry,
  task: task('task', 'rerun'),
  keyed: task('keyed', 'rerun-with-key'),
  asking: task('asking', 'ask'),
  gate: withConfig(testRegistry.gate, gateConfig),
  timer: withConfig(testRegistry.timer, timerConfig),
} satisfies NodeRegistry;

export type TestNodeType = keyof typeof testDefinitions;

/** What a task of a test does, by node id. Others give their value back. */
export type Behaviours = Record<string, (context: ExecutionContext, value: Json) => Promise<Json | Outcome>>;

export function testExecutors(behaviours: Behaviours = {}): Record<TestNodeType, Executor> {
  const run: Executor = {
    execute: async (config, context) => {
      const value = config.value ?? null;
      const result = (await behaviours[context.nodeId]?.(context, value)) ?? value;
      return isOutcome(result) ? result : { kind: 'succeeded', output: result, port: null };
    },
  };
  const branch: Executor = {
    execute: async (_config, context) => {
      const port = await behaviours[context.nodeId]?.(context, null);
      const output = typeof port === 'string' ? port : 'else';
      return { kind: 'succeeded', output, port: output };
    },
  };
  const gate: Executor = {
    execute: async (config, context) => {
      const { dueMs, editable } = gateConfig.parse(config);
      return {
        kind: 'waiting',
        reason: 'approval',
        approval: {
          title: context.title,
          message: `Decide ${context.key}`,
          editable,
          approvers: { roles: ['approver'], users: [], required: 1 },
        },
        ...(dueMs !== undefined && { dueMs }),
      };
    },
    resume: (_config, wake) => {
      const isDecision = wake.kind === 'decision';
      const output: Json = isDecision ? { comment: wake.comment, values: wake.values } : { at: wake.at };
      return { kind: 'succeeded', output, port: isDecision ? wake.decision : 'expired' };
    },
  };
  const timer: Executor = {
    execute: async (config) => ({ kind: 'waiting', reason: 'timer', dueMs: timerConfig.parse(config).dueMs }),
    resume: () => ({ kind: 'succeeded', output: null, port: 'out' }),
  };
  const map: Executor = {
    execute: async (config) => ({ kind: 'expanded', items: Array.isArray(config.items) ? config.items : [] }),
  };
  const join: Executor = {
    execute: async (_config, { inputs }) => ({ kind: 'succeeded', output: { inputs }, port: 'out' }),
  };
  const start: Executor = {
    execute: async (_config, context) => ({ kind: 'succeeded', output: context.run.input, port: 'out' }),
  };
  return { start, end: run, task: run, keyed: run, asking: run, branch, join, map, gate, timer };
}

function isOutcome(value: Json | Outcome): value is Outcome {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}
