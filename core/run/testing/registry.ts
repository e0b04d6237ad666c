import { z } from 'zod';
import { jsonSchema } from '../../json.ts';
import { defineNode } from '../../node/define.ts';
import type { ControlKind, NodeDefinition, NodeRegistry, Port } from '../../node/define.ts';

/** One node type for every control kind, so that tests of the scheduler need no real vocabulary. */

const port = (id: string): Port => ({ id, label: id, kind: id === 'error' ? 'error' : 'data' });
const NONE = { retry: false, timeout: false, error: false, disable: false };

function kindDefinition<Schema extends z.ZodType>(
  control: ControlKind,
  config: Schema,
  rest: Pick<NodeDefinition<string, Schema>, 'ports' | 'supports'> &
    Partial<Pick<NodeDefinition<string, Schema>, 'expressions' | 'topLevelOnly'>>,
): NodeDefinition<string, Schema> {
  return defineNode<string, Schema>({
    type: control,
    version: 1,
    control,
    title: control,
    description: control,
    icon: 'circle',
    group: 'Flow',
    keywords: [],
    config,
    defaults: () => ({}) as z.input<Schema>,
    acceptsInput: control !== 'start',
    expressions: () => [],
    output: () => null,
    summary: () => control,
    onCrash: () => 'rerun',
    ...rest,
  });
}

const valueConfig = z.strictObject({ value: jsonSchema.optional() });
const empty = z.strictObject({});

export const testRegistry = {
  start: kindDefinition('start', empty, { ports: () => [port('out')], supports: NONE, topLevelOnly: true }),
  end: kindDefinition('end', valueConfig, {
    ports: () => [],
    supports: NONE,
    topLevelOnly: true,
    expressions: () => [{ path: ['value'], kind: 'json' }],
  }),
  task: kindDefinition('task', valueConfig, {
    ports: () => [port('out'), port('error')],
    supports: { retry: true, timeout: true, error: true, disable: true },
    expressions: () => [{ path: ['value'], kind: 'json' }],
  }),
  branch: kindDefinition('branch', z.strictObject({ ports: z.array(z.string()).default([]) }), {
    ports: (config) => [...config.ports, 'else'].map(port),
    supports: NONE,
  }),
  join: kindDefinition(
    'join',
    z.strictObject({
      mode: z.enum(['all', 'any', 'quorum']).default('all'),
      count: z.int().min(1).optional(),
      cancelOthers: z.boolean().default(false),
    }),
    { ports: () => [port('out'), port('unmet')], supports: { ...NONE, disable: true } },
  ),
  map: kindDefinition(
    'map',
    z.strictObject({
      items: jsonSchema.default([]),
      concurrency: z.int().min(1).default(10),
      onItemError: z.enum(['fail', 'collect', 'skip']).default('fail'),
    }),
    {
      ports: () => [port('out'), port('error')],
      supports: { ...NONE, error: true, disable: true },
      expressions: () => [{ path: ['items'], kind: 'json' }],
    },
  ),
  gate: kindDefinition('gate', empty, {
    ports: () => ['approved', 'rejected', 'expired'].map(port),
    supports: NONE,
  }),
  timer: kindDefinition('timer', empty, { ports: () => [port('out')], supports: { ...NONE, disable: true } }),
} satisfies NodeRegistry;
