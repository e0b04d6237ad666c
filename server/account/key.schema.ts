import { z } from 'zod';
import { storableText } from '#server/db/storable.ts';
import { personSchema } from './account.schema.ts';
import { ENV_KEY_NAME, KEY_SCOPES } from './api-keys.ts';

const EXPIRY_MAX_DAYS = 365;

const keyNameSchema = z
  .string()
  .transform(storableText)
  .pipe(
    z
      .string()
      .trim()
      .min(1, 'Please enter a name.')
      .max(100)
      .refine((name) => name !== ENV_KEY_NAME, `${ENV_KEY_NAME} is the name of the key of the environment.`),
  );

export const scopeSchema = z.enum(KEY_SCOPES);

export const createKeyInput = z.strictObject({
  name: keyNameSchema,
  scopes: z.array(scopeSchema).min(1, 'Choose at least one thing the key may do.').max(KEY_SCOPES.length),
  /** Null: until it is revoked. */
  expiresInDays: z.int().min(1).max(EXPIRY_MAX_DAYS).nullable(),
  /** Of the person, once more. */
  password: z.string().min(1, 'Please enter your password.').max(1_000),
});
export type CreateKeyInput = z.infer<typeof createKeyInput>;

/** The only time the key itself is seen. */
export const createKeyOutput = z.object({ id: z.string(), key: z.string() });

export const keyIdInput = z.strictObject({ id: z.string().max(64) });

export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Its first characters. */
  prefix: z.string(),
  scopes: z.array(z.string()),
  person: personSchema,
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  /** Made from the setting FERMATA_API_KEY, and only ended there. */
  fromEnvironment: z.boolean(),
  /** Why it does not work although nobody revoked it; null while it works. */
  resting: z.enum(['expired', 'deactivated']).nullable(),
});
