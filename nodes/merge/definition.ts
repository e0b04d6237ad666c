import { z } from 'zod';
import { defineNode } from '#core/node/define.ts';
import type { Port } from '#core/node/define.ts';

export const mergeConfigSchema = z.strictObject({
  /** `all`: every taken branch; `any`: the first; `quorum`: the first `count`. */
  mode: z.enum(['all', 'any', 'quorum']).default('all'),
  /** For `quorum`: 1 to the number of incoming edges. */
  count: z.int().min(1).optional(),
  /** Stops the branches that are still on their way when the merge is ready. */
  cancelOthers: z.boolean().default(false),
});
export type MergeConfig = z.output<typeof mergeConfigSchema>;

const OUT: Port = { id: 'out', label: 'Out', kind: 'data' };
const UNMET: Port = { id: 'unmet', label: 'Unmet', kind: 'error' };

function summary(config: MergeConfig): string {
  const others = config.cancelOthers ? ' and stops the others' : '';
  if (config.mode === 'any') return `Goes on with the first branch${others}.`;
  if (config.mode === 'quorum') return `Goes on with the first ${config.count ?? '?'} branches${others}.`;
  return 'Waits for every branch that was taken.';
}

export const mergeDefinition = defineNode({
  type: 'merge',
  version: 1,
  control: 'join',
  title: 'Merge',
  description: 'Brings parallel branches together: all, the first, or the first few.',
  icon: 'merge',
  group: 'Flow',
  keywords: ['join', 'wait for all', 'gather', 'fan in', 'race', 'quorum', 'combine', 'collect'],
  config: mergeConfigSchema,
  defaults: () => ({ mode: 'all' as const }),
  acceptsInput: true,
  // Only a quorum can become unreachable after a branch was taken.
  ports: (config) => (config.mode === 'quorum' ? [OUT, UNMET] : [OUT]),
  expressions: () => [],
  output: () => ({
    type: 'object',
    required: ['inputs'],
    properties: {
      inputs: {
        type: 'array',
        title: 'The taken branches',
        items: { type: 'object', properties: { node: { type: 'string' }, output: {} } },
      },
    },
  }),
  summary,
  onCrash: () => 'rerun',
  check: (config) => {
    if (config.mode === 'quorum' && config.count === undefined) {
      return [{ path: ['count'], message: 'A quorum needs to know how many branches.', severity: 'error' }];
    }
    if (config.mode !== 'quorum' && config.count !== undefined) {
      return [{ path: ['count'], message: 'Only a quorum uses the count.', severity: 'warning' }];
    }
    return [];
  },
  supports: { retry: false, timeout: false, error: false, disable: true },
});
