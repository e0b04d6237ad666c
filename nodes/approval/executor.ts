import { durationMs } from '#core/duration.ts';
import { jsonObjectSchema, jsonSchema } from '#core/json.ts';
import type { JsonObject } from '#core/json.ts';
import { defineExecutor, NodeFailure } from '#core/node/executor.ts';
import { readRendered, renderedText } from '#core/node/rendered-config.ts';
import { approvalConfigSchema } from './definition.ts';

const renderedSchema = approvalConfigSchema.extend({
  message: jsonSchema.optional(),
  editable: jsonObjectSchema.default({}),
  due: jsonSchema.optional(),
});

function dueMsOf(config: JsonObject): number | undefined {
  const due = renderedText(readRendered(renderedSchema, config).due).trim();
  if (due === '') return undefined;
  const dueMs = durationMs(due);
  if (dueMs === null) {
    throw new NodeFailure({
      code: 'APPROVAL_DUE_INVALID',
      message: `"${due}" is not a due time; it should look like 30m, 48h or 7d.`,
    });
  }
  return dueMs;
}

/** A gate: shows what is to be decided, parks, and turns the decision into its port. */
export const approvalExecutor = defineExecutor({
  execute: async (config, context) => {
    const { message, editable, approvers } = readRendered(renderedSchema, config);
    return {
      kind: 'waiting',
      reason: 'approval',
      approval: { title: context.title, message: renderedText(message), editable, approvers },
      dueMs: dueMsOf(config),
    };
  },
  resume: (config, wake) => {
    if (wake.kind === 'timer') {
      // Nobody decided, so what was proposed stands as it was.
      const { editable } = readRendered(renderedSchema, config);
      const output = { decision: 'expired', by: [], comment: '', values: editable, decidedAt: wake.at };
      return { kind: 'succeeded', output, port: 'expired' };
    }
    const { decision, by, comment, values, decidedAt } = wake;
    return { kind: 'succeeded', output: { decision, by, comment, values, decidedAt }, port: decision };
  },
});
