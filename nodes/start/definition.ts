import { z } from 'zod';
import { defineNode } from '#core/node/define.ts';

export const startDefinition = defineNode({
  type: 'start',
  version: 1,
  control: 'start',
  title: 'Start',
  description: 'Where every run begins, with its input.',
  icon: 'play',
  group: 'Flow',
  keywords: ['trigger', 'begin', 'input', 'form'],
  config: z.strictObject({}),
  defaults: () => ({}),
  acceptsInput: false,
  ports: () => [{ id: 'out', label: 'Out', kind: 'data' }],
  expressions: () => [],
  output: (_config, { input }) => input ?? { type: 'object' },
  summary: () => 'Begins with the input of the run.',
  onCrash: () => 'rerun',
  supports: { retry: false, timeout: false, error: false, disable: false },
  singleton: true,
  topLevelOnly: true,
});
