import { defineExecutor } from '#core/node/executor.ts';

export const startExecutor = defineExecutor({
  execute: async (_config, context) => ({ kind: 'succeeded', output: context.run.input, port: 'out' }),
});
