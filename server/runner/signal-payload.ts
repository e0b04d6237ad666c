import { z } from 'zod';
import { jsonObjectSchema, jsonSchema } from '#core/json.ts';

const personSchema = z.strictObject({ id: z.string(), name: z.string(), email: z.string().optional() });

/** What a run can be told from outside. Written by Fermata itself after its own checks, never straight from a client. */
export const runSignalPayloadSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('decision'),
    approvalId: z.string(),
    key: z.string(),
    decision: z.enum(['approved', 'rejected']),
    by: z.array(z.strictObject({ id: z.string(), name: z.string(), email: z.string(), at: z.string() })),
    comment: z.string(),
    values: jsonObjectSchema,
    edited: z.boolean(),
    decidedAt: z.string(),
  }),
  /** An approval of several that are needed. The gate waits on. */
  z.strictObject({
    kind: z.literal('vote'),
    approvalId: z.string(),
    key: z.string(),
    n: z.int().positive(),
    by: personSchema,
    comment: z.string(),
    edited: z.boolean(),
    approvedBy: z.array(personSchema),
    required: z.int().positive(),
  }),
  /** `key` is empty for the run's own timeout. */
  z.strictObject({ kind: z.literal('timer'), key: z.string(), attempt: z.int(), dueAt: z.string() }),
  z.strictObject({ kind: z.literal('cancel'), by: personSchema.nullable(), reason: z.string() }),
  /** A person says what became of an attempt whose outcome nobody knows. */
  z.strictObject({
    kind: z.literal('resolve'),
    key: z.string(),
    how: z.enum(['happened', 'retry', 'fail']),
    output: jsonSchema.optional(),
    by: personSchema,
    reason: z.string(),
  }),
]);
export type RunSignalPayload = z.infer<typeof runSignalPayloadSchema>;

/** A row of `run_signal`: its key is unique in the run, so a signal that is sent twice acts once. */
export interface RunSignal {
  key: string;
  payload: RunSignalPayload;
}

export const CANCEL_SIGNAL = 'cancel';
