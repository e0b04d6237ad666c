import { z } from 'zod';
import { durationMs } from '#core/duration.ts';
import { workflowNameSchema } from '#core/graph/schema.ts';

export const DEFAULT_PAGE = 50;
/** Numbers in a query are text. */
export const limitQuery = z.coerce
  .number()
  .int()
  .min(1)
  .max(100)
  .optional()
  .describe('How many items at most, 50 unless told.');

// A parameter's description is what it names: "There is no such run."
export const nameParam = z.strictObject({ name: workflowNameSchema.describe('workflow') });
export const runParam = z.strictObject({ id: z.uuid().describe('run') });
export const approvalParam = z.strictObject({ id: z.uuid().describe('approval') });

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
  .optional()
  .describe('Answer when the run has ended, or after this long (500ms, 30s; at most 1m).');

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

export const idempotencyHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .regex(IDEMPOTENCY_KEY, 'Must be 1 to 255 visible ASCII characters.')
    .optional()
    .describe('The same key starts one run only, however often it is sent.'),
});

/** `If-Match: 7` or `"7"`. */
export const ifMatchHeaders = z.object({
  'If-Match': z
    .string()
    .regex(/^\s*"?\d{1,9}"?\s*$/, 'Must be a revision number.')
    .transform((text) => Number(text.replaceAll('"', '')))
    .optional()
    .describe('The revision that was changed; refused with CONFLICT when the draft has another by now.'),
});
