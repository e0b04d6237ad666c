import { z } from 'zod';
import { personSchema } from '#server/account/account.schema.ts';
import { storableText } from '#server/db/storable.ts';
import { hostPattern } from './allowed-hosts.ts';

/** Shorter ones could not be kept out of logs and runs: hiding them would tear holes into ordinary text. */
const MIN_VALUE_CHARS = 6;
const MAX_VALUE_CHARS = 32_768;

const secretNameSchema = z
  .string()
  .max(63)
  .regex(/^[a-z][a-z0-9_]*$/, 'A name begins with a small letter and has small letters, digits and _ only.');

const valueSchema = z
  .string()
  .min(
    MIN_VALUE_CHARS,
    `A secret has at least ${MIN_VALUE_CHARS} characters: a shorter one could not be kept out of runs and logs.`,
  )
  .max(MAX_VALUE_CHARS)
  // It is sent in a header, where these would end the line.
  .refine((value) => !/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(value), 'A secret has no control characters.');

const hostSchema = z.string().transform((text, context) => {
  const host = hostPattern(text);
  if (host !== null) return host;
  context.addIssue({
    code: 'custom',
    message: `"${text.slice(0, 100)}" is not a host. Write api.example.com, or *.example.com for every host below it.`,
  });
  return z.NEVER;
});
const hostsSchema = z
  .array(hostSchema)
  .max(50)
  .transform((hosts) => [...new Set(hosts)]);
const descriptionSchema = z.string().transform(storableText).pipe(z.string().trim().max(300));

export const createSecretInput = z.strictObject({
  name: secretNameSchema,
  value: valueSchema,
  hosts: hostsSchema,
  description: descriptionSchema.default(''),
});
export type CreateSecretInput = z.input<typeof createSecretInput>;

export const replaceSecretInput = z.strictObject({ id: z.string(), value: valueSchema });
export const changeSecretInput = z.strictObject({
  id: z.string(),
  hosts: hostsSchema.optional(),
  description: descriptionSchema.optional(),
});
export type ChangeSecretInput = z.output<typeof changeSecretInput>;
export const secretIdInput = z.strictObject({ id: z.string() });

/** Everything about a secret but its value. */
export const secretSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  hosts: z.array(z.string()),
  version: z.number(),
  createdBy: personSchema,
  createdAt: z.string(),
  /** When its value, hosts or description changed last. */
  updatedAt: z.string(),
  lastUsedAt: z.string().nullable(),
  /** What stops working when it goes. */
  usedBy: z.object({
    providers: z.array(z.string()),
    workflows: z.array(z.object({ name: z.string(), title: z.string() })),
  }),
});
