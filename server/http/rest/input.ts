import { z } from 'zod';
import { durationMs } from '#core/duration.ts';
import { workflowNameSchema } from '#core/graph/schema.ts';
import { notFound } from '#server/ids.ts';
import type { RestCall } from './route.ts';

export const DEFAULT_PAGE = 50;
/** Numbers in a query are text. */
export const limitQuery = z.coerce.number().int().min(1).max(100).optional();

/** The query as an object; a repeated name counts once, with its last value. @throws zod errors with the path. */
export function readQuery<Schema extends z.ZodType>(call: RestCall, schema: Schema): z.output<Schema> {
  return schema.parse(Object.fromEntries(call.query));
}

/** @throws FermataError NOT_FOUND for text that no workflow is ever named. */
export function workflowName(call: RestCall): string {
  const parsed = workflowNameSchema.safeParse(call.params['name']);
  if (!parsed.success) throw notFound('workflow');
  return parsed.data;
}

export function param(call: RestCall, name: string): string {
  return call.params[name] ?? '';
}

const MAX_WAIT_MS = 60_000;

/** `?wait=30s`, at most a minute. */
export const waitQuery = z
  .string()
  .transform((text, context) => {
    const ms = durationMs(text);
    if (ms !== null) return Math.min(ms, MAX_WAIT_MS);
    context.addIssue({ code: 'custom', message: 'A time to wait looks like 500ms or 30s.' });
    return z.NEVER;
  })
  .optional();
