import { jsonObjectSchema } from '#core/json.ts';
import { defineExecutor } from '#core/node/executor.ts';
import { readRendered } from '#core/node/rendered-config.ts';
import { setConfigSchema } from './definition.ts';

const renderedSchema = setConfigSchema.extend({ values: jsonObjectSchema.default({}) });

export const setExecutor = defineExecutor({
  execute: async (config) => ({ kind: 'succeeded', output: readRendered(renderedSchema, config).values, port: 'out' }),
});
