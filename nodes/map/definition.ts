import { z } from 'zod';
import { hasHole, oneLine } from '#core/node/config-text.ts';
import { defineNode } from '#core/node/define.ts';

export const mapConfigSchema = z.strictObject({
  /** A template that gives a list. */
  items: z.string().default(''),
  /** How many items may be under way at once. */
  concurrency: z.int().min(1).max(100).default(4),
  /** `fail`: stops the other items; `collect`: `{error}` stands in the list; `skip`: the item is left out. */
  onItemError: z.enum(['fail', 'collect', 'skip']).default('fail'),
});
export type MapConfig = z.output<typeof mapConfigSchema>;

function itemsProblem(items: string): string | null {
  if (items.trim() === '') return 'The map has no list.';
  if (!hasHole(items)) return 'The list must be an expression, such as {{ input.items }}.';
  return null;
}

export const mapDefinition = defineNode({
  type: 'map',
  version: 1,
  control: 'map',
  title: 'Map',
  description: 'Runs the nodes inside it once for every item of a list.',
  icon: 'layers',
  group: 'Flow',
  keywords: ['loop over items', 'for each', 'iterate', 'iterator', 'batch', 'fan out', 'parallel', 'list'],
  config: mapConfigSchema,
  defaults: () => ({ items: '', concurrency: 4, onItemError: 'fail' as const }),
  acceptsInput: true,
  ports: () => [
    { id: 'out', label: 'Out', kind: 'data' },
    { id: 'error', label: 'Error', kind: 'error' },
  ],
  expressions: () => [{ path: ['items'], kind: 'template' }],
  output: () => ({ type: 'array', title: 'The results in item order' }),
  summary: (config) =>
    config.items.trim() === ''
      ? 'Has no list yet.'
      : `Each of ${oneLine(config.items, 80)}, ${config.concurrency === 1 ? 'one by one' : `${config.concurrency} at once`}.`,
  onCrash: () => 'rerun',
  check: (config) => {
    const message = itemsProblem(config.items);
    return message ? [{ path: ['items'], message, severity: 'error' }] : [];
  },
  supports: { retry: false, timeout: false, error: true, disable: true },
});
