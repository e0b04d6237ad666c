import { z } from 'zod';
import { isJsonObject, jsonObjectSchema } from '#core/json.ts';
import type { Json, JsonObject } from '#core/json.ts';
import { hasHole, listOf } from '#core/node/config-text.ts';
import { defineNode } from '#core/node/define.ts';

export const setConfigSchema = z.strictObject({
  /** Name -> value; texts are templates. */
  values: jsonObjectSchema.default({}),
});

/** The type of a value where the config alone gives it away; a hole can give anything. */
function schemaOf(value: Json): JsonObject {
  if (typeof value === 'string') return hasHole(value) ? {} : { type: 'string' };
  if (typeof value === 'number') return { type: 'number' };
  if (typeof value === 'boolean') return { type: 'boolean' };
  if (Array.isArray(value)) return { type: 'array' };
  if (isJsonObject(value)) return { type: 'object', properties: mapValues(value) };
  return {};
}

function mapValues(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, schemaOf(value)]));
}

export const setDefinition = defineNode({
  type: 'set',
  version: 1,
  control: 'task',
  title: 'Set',
  description: 'Makes values from earlier ones, by name.',
  icon: 'braces',
  group: 'Data and actions',
  keywords: ['variable', 'assign', 'edit fields', 'transform', 'compute', 'template', 'rename'],
  config: setConfigSchema,
  defaults: () => ({ values: {} }),
  acceptsInput: true,
  ports: () => [{ id: 'out', label: 'Out', kind: 'data' }],
  expressions: () => [{ path: ['values'], kind: 'json' }],
  output: (config) => ({
    type: 'object',
    required: Object.keys(config.values),
    properties: mapValues(config.values),
  }),
  summary: (config) => {
    const names = Object.keys(config.values);
    return names.length === 0 ? 'Sets no values yet.' : `Sets ${listOf(names)}.`;
  },
  onCrash: () => 'rerun',
  check: (config) =>
    Object.keys(config.values).length === 0
      ? [{ path: ['values'], message: 'No value is set.', severity: 'warning' }]
      : [],
  supports: { retry: false, timeout: false, error: true, disable: true },
});
