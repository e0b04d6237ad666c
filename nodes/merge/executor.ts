import { defineExecutor } from '#core/node/executor.ts';

/** When a merge starts is the scheduler's part; here it only hands on what the taken edges brought. */
export const mergeExecutor = defineExecutor({
  execute: async (_config, context) => ({
    kind: 'succeeded',
    output: { inputs: context.inputs.map(({ node, output }) => ({ node, output })) },
    port: 'out',
  }),
});
