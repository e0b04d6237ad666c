import { z } from 'zod';
import { durationSchema } from '../../duration.ts';
import { jsonObjectSchema, jsonSchema } from '../../json.ts';
import { defineNode, type ControlKind, type NodeDefinition, type Port } from '../../node/define.ts';

/** One small definition per control kind, because core knows kinds and must not import the vocabulary. */

const data = (id: string, label = id): Port => ({ id, label, kind: 'data' });
const decision = (id: string): Port => ({ id, label: id, kind: 'decision' });
const error: Port = { id: 'error', label: 'error', kind: 'error' };

function define<Schema extends z.ZodType>(
  type: string,
  control: ControlKind,
  config: Schema,
  rest: Pick<NodeDefinition<string, Schema>, 'defaults' | 'ports'> & Partial<NodeDefinition<string, Schema>>,
): NodeDefinition<string, Schema> {
  return defineNode<string, Schema>({
    type,
    version: 1,
    control,
    title: type,
    description: `A ${type}`,
    icon: 'circle',
    group: 'Flow',
    keywords: [],
    config,
    acceptsInput: true,
    expressions: () => [],
    output: () => null,
    summary: () => '',
    onCrash: () => 'rerun',
    supports: { retry: false, timeout: false, error: false, disable: false },
    ...rest,
  });
}

const none = z.strictObject({});
const portName = z.string().regex(/^[a-z][a-z0-9_]*$/);

const start = define('start', 'start', none, {
  defaults: () => ({}),
  ports: () => [data('out')],
  acceptsInput: false,
  singleton: true,
  topLevelOnly: true,
  output: (_config, { input }) => input,
});

const end = define('end', 'end', z.strictObject({ value: jsonSchema.optional() }), {
  defaults: () => ({}),
  ports: () => [],
  topLevelOnly: true,
  expressions: ({ value }) => (value === undefined ? [] : [{ path: ['value'], kind: 'json' }]),
});

const task = define(
  'task',
  'task',
  z.strictObject({ prompt: z.string().default(''), output: jsonObjectSchema.optional() }),
  {
    defaults: () => ({ prompt: '' }),
    ports: () => [data('out'), error],
    expressions: () => [{ path: ['prompt'], kind: 'template' }],
    output: ({ output }) => output ?? { type: 'object', properties: { text: { type: 'string' } } },
    check: ({ prompt }) =>
      prompt === '' ? [{ path: ['prompt'], message: 'The prompt is empty', severity: 'error' }] : [],
    supports: { retry: true, timeout: true, error: true, disable: true },
  },
);

const branch = define(
  'branch',
  'branch',
  z.strictObject({ cases: z.array(z.strictObject({ port: portName, when: z.string() })).min(1) }),
  {
    defaults: () => ({ cases: [{ port: 'yes', when: 'true' }] }),
    ports: ({ cases }) => [...cases.map(({ port }) => decision(port)), decision('else')],
    expressions: ({ cases }) => cases.map((_, i) => ({ path: ['cases', i, 'when'], kind: 'condition' })),
    output: () => ({ type: 'object', properties: { port: { type: 'string' } } }),
  },
);

const gate = define(
  'gate',
  'gate',
  z.strictObject({ message: z.string().default(''), due: durationSchema.optional() }),
  {
    defaults: () => ({ message: 'Go on?' }),
    ports: () => [decision('approved'), decision('rejected'), decision('expired')],
    expressions: () => [{ path: ['message'], kind: 'template' }],
    output: () => ({ type: 'object', properties: { decision: { type: 'string' }, comment: { type: 'string' } } }),
  },
);

const merge = define(
  'merge',
  'join',
  z.strictObject({
    mode: z.enum(['all', 'any', 'quorum']).default('all'),
    count: z.int().min(1).optional(),
    cancelOthers: z.boolean().default(false),
  }),
  {
    defaults: () => ({ mode: 'all' as const }),
    ports: ({ mode }) => (mode === 'all' ? [data('out')] : [data('out'), { ...error, id: 'unmet', label: 'unmet' }]),
  },
);

const map = define('map', 'map', z.strictObject({ items: z.string(), concurrency: z.int().min(1).default(5) }), {
  defaults: () => ({ items: '{{ [] }}' }),
  ports: () => [data('out'), error],
  expressions: () => [{ path: ['items'], kind: 'template' }],
  output: () => ({ type: 'array' }),
  supports: { retry: false, timeout: false, error: true, disable: false },
});

const timer = define('timer', 'timer', z.strictObject({ for: durationSchema }), {
  defaults: () => ({ for: '1m' }),
  ports: () => [data('out')],
  supports: { retry: false, timeout: false, error: false, disable: true },
});

/** Changes something elsewhere. */
const send = define('send', 'task', none, {
  defaults: () => ({}),
  ports: () => [data('out'), error],
  supports: { retry: true, timeout: true, error: true, disable: true },
  writes: () => true,
});

export const testRegistry = { start, end, task, send, branch, gate, merge, map, timer } as const;
