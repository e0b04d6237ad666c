// `npm run rotate-master-key`, with the old key as usual and the new one in FERMATA_NEW_MASTER_KEY.
import { FermataError } from '#core/errors.ts';
import { createPool } from '#server/db/pool.ts';
import { readSettings } from '#server/env.ts';
import { prepareDatabase } from '#server/main/prepare-database.ts';
import { rotateMasterKey } from '#server/secret/rotate-master-key.ts';
import { openDatabase } from './open-database.ts';

const MIN_CHARS = 32;

async function main(): Promise<void> {
  const newKey = (process.env.FERMATA_NEW_MASTER_KEY ?? '').trim();
  if (newKey.length < MIN_CHARS) {
    throw new FermataError(
      'VALIDATION',
      `Set FERMATA_NEW_MASTER_KEY to the new key, at least ${MIN_CHARS} characters (make one with: openssl rand -base64 32).`,
    );
  }
  const isKeyInFile = readSettings().masterKey === null;
  const database = await openDatabase();
  const pool = createPool(database.url, { max: 2, name: 'fermata rotate-master-key' });
  try {
    await prepareDatabase(database.url);
    const count = await rotateMasterKey(pool, { oldKey: database.masterKey, newKey });
    console.log(`Done: ${count === 1 ? '1 secret is' : `${count} secrets are`} encrypted with the new master key.`);
    console.log(
      isKeyInFile
        ? 'Now write the new key into the file master.key in the data folder, in place of the old one, and start Fermata.'
        : 'Now set FERMATA_MASTER_KEY to the new key on every machine, and start Fermata.',
    );
    console.log('Everyone signs in again. Keep the old key for as long as you keep backups from before.');
  } finally {
    await pool.end();
    await database.close();
  }
}

await main().catch((cause: unknown) => {
  console.error(FermataError.is(cause) ? cause.message : cause);
  process.exitCode = 1;
});
