import { z } from 'zod';
import { nodeIdSchema } from '#core/graph/schema.ts';
import { oneLine } from '#core/node/config-text.ts';
import { defineNode } from '#core/node/define.ts';
import type { ConfigProblem } from '#core/node/define.ts';

export const ELSE_PORT = 'else';

export const branchConfigSchema = z.strictObject({
  /** In order; the first whose condition holds fires its port, else `else`. */
  cases: z
    .array(z.strictObject({ port: nodeIdSchema, when: z.string() }))
    .max(50)
    .default([]),
});
export type BranchConfig = z.output<typeof branchConfigSchema>;

/** Two cases may lead to one port; a port is listed once. */
function portIds(config: BranchConfig): string[] {
  return [...new Set([...config.cases.map((entry) => entry.port), ELSE_PORT])];
}

function check({ cases }: BranchConfig) {
  const problems: ConfigProblem[] = [];
  if (cases.length === 0) {
    problems.push({
      path: ['cases'],
      message: 'The branch has no case: it always goes on at else.',
      severity: 'error',
    });
  }
  cases.forEach((entry, index) => {
    if (entry.when.trim() === '') {
      problems.push({
        path: ['cases', index, 'when'],
        message: `The case ${entry.port} has no condition.`,
        severity: 'error',
      });
    }
    if (entry.port === ELSE_PORT) {
      problems.push({
        path: ['cases', index, 'port'],
        message: 'The port else is taken when no case holds; call this one something else.',
        severity: 'error',
      });
    }
  });
  return problems;
}

export const branchDefinition = defineNode({
  type: 'branch',
  version: 1,
  control: 'branch',
  title: 'Branch',
  description: 'Goes on at the first case whose condition holds.',
  icon: 'split',
  group: 'Flow',
  keywords: ['if', 'switch', 'condition', 'else', 'filter', 'gateway', 'decision', 'case'],
  config: branchConfigSchema,
  defaults: () => ({ cases: [{ port: 'yes', when: '' }] }),
  acceptsInput: true,
  ports: (config) => portIds(config).map((id) => ({ id, label: id, kind: 'decision' })),
  expressions: (config) => config.cases.map((_, index) => ({ path: ['cases', index, 'when'], kind: 'condition' })),
  output: (config) => ({
    type: 'object',
    required: ['port'],
    properties: { port: { type: 'string', enum: portIds(config), title: 'The port that fired' } },
  }),
  summary: ({ cases }) => {
    const known = cases.filter((entry) => entry.when.trim() !== '');
    if (known.length === 0) return 'Has no condition yet.';
    return known.map((entry) => `${entry.port} when {{ ${oneLine(entry.when, 80)} }}`).join(', ');
  },
  onCrash: () => 'rerun',
  check,
  supports: { retry: false, timeout: false, error: false, disable: false },
});
