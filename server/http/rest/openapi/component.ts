import type { z } from 'zod';

const components = new Map<string, z.ZodType>();
const names = new Map<z.core.$ZodType, string>();

/** Gives a schema its name in the OpenAPI document, where it stands once, and so in generated clients. */
export function component<Schema extends z.ZodType>(name: string, schema: Schema): Schema {
  components.set(name, schema);
  names.set(schema, name);
  return schema;
}

export function componentName(schema: z.core.$ZodType): string | undefined {
  return names.get(schema);
}

export function allComponents(): ReadonlyMap<string, z.ZodType> {
  return components;
}
