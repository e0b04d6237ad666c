import { z } from 'zod';
import { defineExecutor } from '#core/node/executor.ts';
import { readRendered } from '#core/node/rendered-config.ts';
import { ELSE_PORT } from './definition.ts';

/** By now every condition is a boolean. */
const renderedSchema = z.object({ cases: z.array(z.object({ port: z.string(), when: z.boolean() })).default([]) });

export const branchExecutor = defineExecutor({
  execute: async (config) => {
    const { cases } = readRendered(renderedSchema, config);
    const port = cases.find((entry) => entry.when)?.port ?? ELSE_PORT;
    return { kind: 'succeeded', output: { port }, port };
  },
});
