import { z } from 'zod';
import { isJsonObject, jsonSchema } from '#core/json.ts';
import { listOf, oneLine } from '#core/node/config-text.ts';
import { defineNode } from '#core/node/define.ts';

export const endConfigSchema = z.strictObject({
  /** The output of the run: any JSON, texts in it are templates. Absent: null. */
  value: jsonSchema.optional(),
});

export const endDefinition = defineNode({
  type: 'end',
  version: 1,
  control: 'end',
  title: 'End',
  description: 'Gives the run its output.',
  icon: 'flag',
  group: 'Flow',
  keywords: ['finish', 'stop', 'output', 'return', 'respond', 'result'],
  config: endConfigSchema,
  defaults: () => ({}),
  acceptsInput: true,
  ports: () => [],
  expressions: (config) => (config.value === undefined ? [] : [{ path: ['value'], kind: 'json' }]),
  output: () => null,
  summary: ({ value }) => {
    if (value === undefined || value === null) return 'Ends without an output.';
    if (typeof value === 'string') return oneLine(value) || 'Answers with an empty text.';
    if (isJsonObject(value)) return `Answers with ${listOf(Object.keys(value)) || 'an empty object'}.`;
    return `Answers with ${oneLine(JSON.stringify(value), 80)}.`;
  },
  onCrash: () => 'rerun',
  supports: { retry: false, timeout: false, error: false, disable: false },
  topLevelOnly: true,
});
