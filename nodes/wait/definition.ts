import { z } from 'zod';
import { durationMs, formatDuration } from '#core/duration.ts';
import { hasHole, oneLine } from '#core/node/config-text.ts';
import { defineNode } from '#core/node/define.ts';
import type { ConfigProblem } from '#core/node/define.ts';

export const waitConfigSchema = z.strictObject({
  /** A duration such as `15m`; a template may give it. */
  for: z.string().optional(),
  /** A date and time (ISO 8601, with its offset); a template may give it. */
  until: z.string().optional(),
});
export type WaitConfig = z.output<typeof waitConfigSchema>;

const instantSchema = z.iso.datetime({ offset: true });

function summary(config: WaitConfig): string {
  if (config.until) return `Waits until ${oneLine(config.until, 80)}.`;
  if (!config.for) return 'Does not know yet how long to wait.';
  const ms = durationMs(config.for);
  return `Waits ${ms === null ? oneLine(config.for, 80) : formatDuration(ms)}.`;
}

function check(config: WaitConfig) {
  const problems: ConfigProblem[] = [];
  const both = config.for !== undefined && config.until !== undefined;
  if (!config.for && !config.until) {
    problems.push({ path: ['for'], message: 'Say how long to wait, or until when.', severity: 'error' });
  }
  if (both) problems.push({ path: ['until'], message: 'Give a duration or a time, not both.', severity: 'error' });
  if (config.for && !hasHole(config.for) && durationMs(config.for) === null) {
    problems.push({ path: ['for'], message: 'A duration looks like 90s, 15m, 48h or 7d.', severity: 'error' });
  }
  if (config.until && !hasHole(config.until) && !instantSchema.safeParse(config.until).success) {
    problems.push({
      path: ['until'],
      message: 'A time looks like 2027-01-31T09:00:00Z or 2027-01-31T09:00:00+01:00.',
      severity: 'error',
    });
  }
  return problems;
}

export const waitDefinition = defineNode({
  type: 'wait',
  version: 1,
  control: 'timer',
  title: 'Wait',
  description: 'Goes on after a while, or at a certain time.',
  icon: 'timer',
  group: 'Flow',
  keywords: ['delay', 'sleep', 'pause', 'timer', 'schedule', 'until'],
  config: waitConfigSchema,
  defaults: () => ({ for: '5m' }),
  acceptsInput: true,
  ports: () => [{ id: 'out', label: 'Out', kind: 'data' }],
  expressions: (config) =>
    (['for', 'until'] as const)
      .filter((field) => config[field] !== undefined)
      .map((field) => ({ path: [field], kind: 'template' })),
  output: () => ({
    type: 'object',
    required: ['at'],
    properties: { at: { type: 'string', title: 'When it went on' } },
  }),
  summary,
  onCrash: () => 'rerun',
  check,
  supports: { retry: false, timeout: false, error: true, disable: true },
});
