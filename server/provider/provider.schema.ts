import { z } from 'zod';
import { PROVIDER_KINDS } from '#server/capabilities/model/provider.ts';

const kindSchema = z.enum(PROVIDER_KINDS);

/** These two are the first part of a model's name already. */
const RESERVED = ['simulated', 'default'];

const nameSchema = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9_-]*$/, 'A name begins with a small letter and has small letters, digits, - and _ only.')
  .refine((name) => !RESERVED.includes(name), 'This name is taken by Fermata itself. Choose another one.');

/** Empty means the address of the kind's own service. */
const baseUrlSchema = z
  .string()
  .trim()
  .max(500)
  .transform((text, context) => {
    if (text === '') return null;
    const wrong = addressProblem(text);
    if (wrong === null) return text.replace(/\/+$/, '');
    context.addIssue({ code: 'custom', message: wrong });
    return z.NEVER;
  });

function addressProblem(text: string): string | null {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    return 'An address begins with http:// or https://, such as http://localhost:11434/v1.';
  }
  const url = new URL(text);
  if (url.username || url.password) return 'An address holds no user name or password. The key has a field of its own.';
  if (url.search || url.hash) return 'An address ends with its path: leave out what follows ? or #.';
  return null;
}

const keySchema = z
  .string()
  .trim()
  .min(6, 'A key has at least 6 characters.')
  .max(4_000)
  .regex(/^[\x21-\x7e]+$/, 'A key has no spaces and only plain characters; was something else copied with it?');

const modelNameSchema = z.string().trim().min(1).max(160).regex(/^\S+$/, 'The name of a model has no spaces.');
const modelNamesSchema = z
  .array(modelNameSchema)
  .max(200)
  .transform((names) => [...new Set(names)]);

export const createProviderInput = z.strictObject({
  name: nameSchema,
  kind: kindSchema,
  baseUrl: baseUrlSchema.default(null),
  key: keySchema.optional(),
  models: modelNamesSchema.default([]),
});
export type CreateProviderInput = z.output<typeof createProviderInput>;

/** Name and kind stay: workflows refer to the one, and the other is what the address speaks. */
export const updateProviderInput = z.strictObject({
  id: z.string(),
  baseUrl: baseUrlSchema.optional(),
  /** A new key; null takes it away; nothing said keeps it. */
  key: keySchema.nullable().optional(),
  models: modelNamesSchema.optional(),
});
export type UpdateProviderInput = z.output<typeof updateProviderInput>;

export const providerIdInput = z.strictObject({ id: z.string() });

export const testProviderInput = z.strictObject({ name: z.string().max(100) });

/** What is in the form, before it is saved. With `id` and no key, the saved key is tried. */
export const tryProviderInput = z.strictObject({
  id: z.string().optional(),
  name: nameSchema,
  kind: kindSchema,
  baseUrl: baseUrlSchema.default(null),
  key: keySchema.optional(),
});
export type TryProviderInput = z.output<typeof tryProviderInput>;

export const testProviderOutput = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), latencyMs: z.number(), models: z.number() }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);
export type ProviderTest = z.infer<typeof testProviderOutput>;

export const providerSchema = z.object({
  /** Null when the environment makes it: then it cannot be edited here. */
  id: z.string().nullable(),
  name: z.string(),
  kind: kindSchema,
  /** The environment variable that it comes from. */
  variable: z.string().nullable(),
  /** The variable whose provider of the same name is used instead of this one. */
  replacedBy: z.string().nullable(),
  /** Only for those who may change it. */
  baseUrl: z.string().nullable(),
  hasKey: z.boolean(),
  models: z.array(z.string()),
});

export const providersOutput = z.object({
  providers: z.array(providerSchema),
  default: z.object({
    /** What the workspace chose; null: nobody did. */
    chosen: z.string().nullable(),
    /** Of FERMATA_DEFAULT_MODEL, which goes before it. */
    fromEnvironment: z.string().nullable(),
  }),
});

const priceSchema = z.object({ inputUsd: z.number(), outputUsd: z.number() });

export const providerModelsOutput = z.object({
  models: z.array(
    z.object({
      id: z.string(),
      provider: z.string(),
      /** USD for a million tokens; null: not known. */
      price: priceSchema.nullable(),
      /** Set by somebody, in place of the built-in one. */
      isOwn: z.boolean(),
      builtIn: priceSchema.nullable(),
    }),
  ),
  /** The day of the built-in prices. */
  pricesAsOf: z.string(),
  /** What `default` stands for now; null when a server that decides it cannot be asked. */
  default: z.string().nullable(),
});

const modelIdSchema = z
  .string()
  .trim()
  .max(200)
  .regex(/^[a-z][a-z0-9_-]*\/\S+$/, 'A model is named provider/model, such as openai/gpt-4.1-mini.');

export const setDefaultModelInput = z.strictObject({
  /** Null: the first provider's. */
  model: modelIdSchema.nullable(),
});

const usdSchema = z.number().min(0, 'A price is not below 0.').max(100_000);

export const setPriceInput = z.strictObject({ model: modelIdSchema, inputUsd: usdSchema, outputUsd: usdSchema });
export type SetPriceInput = z.output<typeof setPriceInput>;
export const resetPriceInput = z.strictObject({ model: modelIdSchema });
