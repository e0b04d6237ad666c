import type { z } from 'zod';
import type { Json, JsonObject } from '../json.ts';
import { NodeFailure } from './executor.ts';

/**
 * Reads a rendered config. Expressions may have given values that the type cannot work with (a list for an address),
 * which only shows now.
 * @throws NodeFailure CONFIG_INVALID that names the field; not retried, because the config of a node does not change
 */
export function readRendered<Schema extends z.ZodType>(schema: Schema, config: JsonObject): z.output<Schema> {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new NodeFailure({
    code: 'CONFIG_INVALID',
    message: `The field ${field || 'config'} cannot be used: ${issue?.message ?? 'it has the wrong form'}.`,
  });
}

/** The text of a rendered template. A field that is one single hole can hold any value; null is no text. */
export function renderedText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
