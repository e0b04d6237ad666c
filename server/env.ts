import { z } from 'zod';
import { FermataError } from '#core/errors.ts';

/** Environment files and shells often leave a name set to nothing; that is the same as not set. */
const text = z
  .string()
  .trim()
  .optional()
  .transform((value) => value || null);

const url = (schemes: RegExp, what: string) =>
  text.refine((value) => value === null || (URL.canParse(value) && schemes.test(value)), `must be ${what}`);

const list = text.transform((value) =>
  (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

const MASTER_KEY_MIN_CHARS = 32;

const settingsSchema = z
  .object({
    NODE_ENV: text,
    PORT: text
      .refine((value) => value === null || /^\d{1,5}$/.test(value), 'must be a number')
      .transform((value) => (value === null ? null : Number(value)))
      .refine((value) => value === null || (value >= 1 && value <= 65_535), 'must be between 1 and 65535'),
    HOST: text,
    DATABASE_URL: url(/^postgres(ql)?:\/\//, 'a postgresql:// address'),
    FERMATA_DATA_DIR: text,
    FERMATA_MASTER_KEY: text.refine(
      (value) => value === null || value.length >= MASTER_KEY_MIN_CHARS,
      `must have at least ${MASTER_KEY_MIN_CHARS} characters (make one with: openssl rand -base64 32)`,
    ),
    FERMATA_URL: url(/^https?:\/\//, 'an http:// or https:// address'),
    FERMATA_OWNER_EMAIL: text.pipe(z.email('must be an e-mail address').nullable()),
    FERMATA_OWNER_PASSWORD: text,
    FERMATA_API_KEY: text,
    FERMATA_EGRESS_ALLOW: list,
    FERMATA_LOG_LEVEL: text.pipe(z.enum(['debug', 'info', 'warn', 'error', 'silent']).nullable()),
    FERMATA_DEFAULT_MODEL: text.refine(
      (value) => value === null || /^[^/]+\/.+$/.test(value),
      'must look like provider/model, such as openai/gpt-4.1-mini',
    ),
    OPENAI_API_KEY: text,
    OPENAI_BASE_URL: url(/^https?:\/\//, 'an http:// or https:// address'),
    ANTHROPIC_API_KEY: text,
    GOOGLE_GENERATIVE_AI_API_KEY: text,
  })
  .transform((raw) => {
    const port = raw.PORT ?? 3000;
    const host = raw.HOST ?? '127.0.0.1';
    return {
      production: raw.NODE_ENV === 'production',
      port,
      host,
      databaseUrl: raw.DATABASE_URL,
      /** Used by the embedded database only; relative to where the process was started. */
      dataDir: raw.FERMATA_DATA_DIR ?? '.fermata',
      /** Whether the person chose it; a chosen folder is never swapped for another. */
      dataDirChosen: raw.FERMATA_DATA_DIR !== null,
      masterKey: raw.FERMATA_MASTER_KEY,
      /** Without a trailing slash. */
      publicUrl: (
        raw.FERMATA_URL ?? `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`
      ).replace(/\/+$/, ''),
      ownerEmail: raw.FERMATA_OWNER_EMAIL,
      ownerPassword: raw.FERMATA_OWNER_PASSWORD,
      apiKey: raw.FERMATA_API_KEY,
      egressAllow: raw.FERMATA_EGRESS_ALLOW,
      logLevel: raw.FERMATA_LOG_LEVEL ?? 'info',
      /** What `default` means for agents, whatever the workspace says. */
      defaultModel: raw.FERMATA_DEFAULT_MODEL,
      openai: { apiKey: raw.OPENAI_API_KEY, baseUrl: raw.OPENAI_BASE_URL },
      anthropic: { apiKey: raw.ANTHROPIC_API_KEY },
      google: { apiKey: raw.GOOGLE_GENERATIVE_AI_API_KEY },
    };
  });

/** What a person set. The supervisor turns it into an {@link Env} by starting a database and making a key. */
export type Settings = z.infer<typeof settingsSchema>;

/** What web and runner need: a database and a master key are certain. */
export type Env = Settings & { databaseUrl: string; masterKey: string };

type Source = Record<string, string | undefined>;

/**
 * Reads the settings.
 * @throws FermataError VALIDATION with one sentence that names the variable.
 */
export function readSettings(source: Source = process.env): Settings {
  const parsed = settingsSchema.safeParse(source);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new FermataError('VALIDATION', `The setting ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}.`);
  }
  const settings = parsed.data;
  if (settings.databaseUrl && !settings.masterKey) {
    throw new FermataError(
      'VALIDATION',
      'The setting FERMATA_MASTER_KEY is required with DATABASE_URL: every machine must use the same key (make one with: openssl rand -base64 32).',
    );
  }
  return settings;
}

/**
 * Reads the settings of a process that works on a database: web, runner, commands.
 * @throws FermataError VALIDATION with one sentence that names the variable.
 */
export function readEnv(source: Source = process.env): Env {
  const settings = readSettings(source);
  const { databaseUrl, masterKey } = settings;
  if (!databaseUrl || !masterKey) {
    throw new FermataError(
      'VALIDATION',
      'The setting DATABASE_URL is missing: this process needs a PostgreSQL server (npm start brings its own).',
    );
  }
  return { ...settings, databaseUrl, masterKey };
}
