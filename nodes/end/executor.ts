import { defineExecutor } from '#core/node/executor.ts';

export const endExecutor = defineExecutor({
  execute: async (config) => ({ kind: 'succeeded', output: config.value ?? null, port: null }),
});
