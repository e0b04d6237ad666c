import { isJsonObject, type Json } from '../json.ts';

const DEPTH = 8;

/** The smallest value of the shape that a schema tells, to be filled in by hand; null where nothing is known. */
export function sampleOf(schema: Json | null | undefined, depth = 0): Json {
  if (!isJsonObject(schema) || depth > DEPTH) return null;
  if (schema.default !== undefined) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0] ?? null;
  switch (schema.type) {
    case 'string':
      return '';
    case 'number':
    case 'integer':
      return 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'object': {
      const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
      return Object.fromEntries(properties.map(([name, property]) => [name, sampleOf(property, depth + 1)]));
    }
    default:
      return null;
  }
}
