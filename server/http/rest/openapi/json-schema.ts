import { z } from 'zod';
import { type JsonObject, jsonObjectSchema, jsonSchema } from '#core/json.ts';
import { allComponents, componentName } from './component.ts';

export interface WrittenSchemas {
  /** The JSON Schema of one of the schemas that were asked for: a reference when it is a component. */
  of(schema: z.ZodType): JsonObject;
  components: Record<string, JsonObject>;
}

/** What zod cannot see into, because it is a check only. */
const CHECKS: readonly { schema: z.core.$ZodType; says: JsonObject }[] = [
  { schema: jsonSchema, says: { description: 'Any JSON value.' } },
  { schema: jsonObjectSchema, says: { type: 'object', additionalProperties: true } },
];

/** Said by the format already; the patterns are 200 characters long. */
const FORMATS = new Set(['uuid', 'date-time', 'email']);

/**
 * Zod schemas as JSON Schema 2020-12, which is what OpenAPI 3.1 speaks. What a request may leave out and what an answer
 * always has differ (defaults), so components of requests end in `Input`.
 */
export function writeSchemas(io: 'input' | 'output', schemas: readonly z.ZodType[]): WrittenSchemas {
  const suffix = io === 'input' ? 'Input' : '';
  const registry = z.registry<{ id: string }>();
  const inline = new Map<z.ZodType, string>();
  for (const [name, schema] of allComponents()) registry.add(schema, { id: `${name}${suffix}` });
  for (const [index, schema] of schemas.entries()) {
    if (registry.has(schema)) continue;
    inline.set(schema, `#${index}`);
    registry.add(schema, { id: `#${index}` });
  }
  const written = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ zodSchema, jsonSchema: target }) => tidy(zodSchema, target),
  }).schemas as unknown as Record<string, JsonObject>;
  for (const schema of Object.values(written)) {
    delete schema['$id'];
    delete schema['$schema'];
  }
  return {
    of: (schema) => {
      const name = componentName(schema);
      return name ? { $ref: `#/components/schemas/${name}${suffix}` } : (written[inline.get(schema) ?? ''] ?? {});
    },
    components: Object.fromEntries(Object.entries(written).filter(([name]) => !name.startsWith('#'))),
  };
}

function tidy(schema: z.core.$ZodType, target: z.core.JSONSchema.BaseSchema): void {
  if (schema._zod.def.type === 'custom') {
    const known = CHECKS.find((check) => check.schema === schema || check.schema === schema._zod.parent);
    if (!known) throw new Error('The HTTP API declares a schema that says nothing about its values.');
    Object.assign(target, { ...known.says, ...target });
  }
  if (FORMATS.has(String(target.format))) delete target.pattern;
  if (target.maximum === Number.MAX_SAFE_INTEGER) delete target.maximum;
  if (target.minimum === Number.MIN_SAFE_INTEGER) delete target.minimum;
}
