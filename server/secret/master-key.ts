import { FermataError } from '#core/errors.ts';
import { type Pool, createPool } from '#server/db/pool.ts';
import { withTransaction } from '#server/db/transaction.ts';
import type { Env } from '#server/env.ts';
import { redactor } from './redactor.ts';
import { masterKeyId, opensCheck, sealCheck } from './seal.ts';

interface KeyRow {
  id: string;
  check: Buffer;
}

/**
 * Makes sure that this process has the master key that everything in the database is wrapped with. The first start
 * ever writes the key's mark down.
 * @throws FermataError UNAVAILABLE with what is wrong and what to do; the process must not go on.
 */
export async function ensureMasterKey(pool: Pool, masterKey: string): Promise<void> {
  const id = masterKeyId(masterKey);
  let rows = await readKeys(pool);
  if (rows.length === 0) rows = await writeFirstKey(pool, { id, check: sealCheck(masterKey) });
  if (!isAmong(rows, masterKey)) throw wrongKey();
  const { rows: foreign } = await pool.query('SELECT 1 FROM secret_version WHERE master_key_id <> $1 LIMIT 1', [id]);
  if (rows.length > 1 || foreign.length > 0) throw halfRotated();
}

/**
 * For commands that only read: an end of the audit log that was sealed with another key would look forged.
 * @throws FermataError UNAVAILABLE when the database belongs to another master key; nothing is written.
 */
export async function refuseWrongMasterKey(pool: Pool, masterKey: string): Promise<void> {
  const rows = await readKeys(pool);
  if (rows.length > 0 && !isAmong(rows, masterKey)) throw wrongKey();
}

function isAmong(rows: readonly KeyRow[], masterKey: string): boolean {
  const own = rows.find((row) => row.id === masterKeyId(masterKey));
  return own !== undefined && opensCheck(masterKey, own.check);
}

/** {@link ensureMasterKey} for a start, before anything else has connections. */
export async function ensureMasterKeyAt(url: string, masterKey: string): Promise<void> {
  const pool = createPool(url, { max: 1, name: 'fermata start' });
  await ensureMasterKey(pool, masterKey).finally(() => pool.end());
}

async function readKeys(client: Pick<Pool, 'query'>): Promise<KeyRow[]> {
  return (await client.query<KeyRow>('SELECT id, "check" FROM master_key')).rows;
}

/** Two first starts with two keys must not both be right: whoever locks first decides. */
function writeFirstKey(pool: Pool, key: KeyRow): Promise<KeyRow[]> {
  return withTransaction(pool, async (client) => {
    await client.query('LOCK TABLE master_key IN SHARE ROW EXCLUSIVE MODE');
    await client.query(
      'INSERT INTO master_key (id, "check") SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM master_key)',
      [key.id, key.check],
    );
    return readKeys(client);
  });
}

/** Shorter ones may be words, such as the `ollama` that stands for a key where none is needed. */
const SETTING_MIN_CHARS = 12;

/** Hides the keys and passwords of the environment as if they were opened secrets. */
export function hideSettings(env: Env): void {
  const settings: Record<string, string | null> = {
    FERMATA_MASTER_KEY: env.masterKey,
    FERMATA_API_KEY: env.apiKey,
    OPENAI_API_KEY: env.openai.apiKey,
    ANTHROPIC_API_KEY: env.anthropic.apiKey,
    GOOGLE_GENERATIVE_AI_API_KEY: env.google.apiKey,
    DATABASE_URL: decodeURIComponent(new URL(env.databaseUrl).password),
  };
  for (const [name, value] of Object.entries(settings)) {
    if (value && value.length >= SETTING_MIN_CHARS) redactor.add(name, value);
  }
}

/** What to do about a master key that opens nothing here. */
export function wrongKey(): FermataError {
  return new FermataError(
    'UNAVAILABLE',
    'The master key is not the one that the secrets in this database are encrypted with. Start with the key that was used so far (FERMATA_MASTER_KEY, or master.key in the data folder); without it, secrets cannot be opened.',
  );
}

function halfRotated(): FermataError {
  return new FermataError(
    'UNAVAILABLE',
    'A rotation of the master key was not finished: some secrets have the old key, some the new one. Run npm run rotate-master-key again with the same two keys.',
  );
}
